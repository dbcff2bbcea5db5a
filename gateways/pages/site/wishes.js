// How the customer wants the order: how it is served, where and when, and with which coupons.
"use strict";

const SERVICES = ["PICK_UP", "DINE_IN", "DELIVERY", "VOUCHER"];
const wishes = { addresses: [], addressId: "", coupons: [], chosen: new Set() };

function forgetWishes() {
  Object.assign(wishes, { addresses: [], addressId: "", coupons: [], chosen: new Set() });
  el("when").value = "";
}

// What the customer has to choose from: read at login, and again when it may have changed.
async function readWishes() {
  if (isGuest()) return drawWishes();
  const [{ addresses }, { coupons }] = await Promise.all([call("GET", "/addresses"), call("GET", "/coupons?only_good=true")]);
  Object.assign(wishes, { addresses, coupons });
  if (!addresses.some(each => each.address_id === wishes.addressId)) wishes.addressId = addresses[0]?.address_id || "";
  for (const id of wishes.chosen) if (!coupons.some(each => each.coupon_id === id)) wishes.chosen.delete(id);
  drawWishes();
}

const chosenAddress = () => wishes.addresses.find(each => each.address_id === wishes.addressId);

// As the platform takes them, with an order or to see what it would cost.
function wished() {
  const body = { service_type: state.service, coupon_ids: [...wishes.chosen] };
  const kept = state.service === "DELIVERY" && chosenAddress();
  if (kept) {
    const { contact_name, contact_phone, street, detail, city, latitude, longitude } = kept;
    body.address = { contact_name, contact_phone, street, detail, city, latitude: latitude ?? HERE.latitude, longitude: longitude ?? HERE.longitude };
  }
  if (state.service === "DINE_IN") body.table_number = el("table").value.trim();
  if (el("when").value && state.service !== "VOUCHER") body.expected_time = momentOf(el("when").value);
  return body;
}

// Whether the price may hang on more than how it is served.
const wishesMore = () => wishes.chosen.size > 0 || el("when").value !== "" || state.service === "DELIVERY";

function drawWishes() {
  el("at").hidden = state.service !== "DINE_IN";
  // A voucher is there at once.
  el("wanted").hidden = state.service === "VOUCHER";
  el("where").hidden = state.service !== "DELIVERY";
  el("address").replaceChildren(...wishes.addresses.map(each => node("option", { value: each.address_id, selected: each.address_id === wishes.addressId, textContent: [each.label, each.street, each.detail].filter(Boolean).join(" ") })));
  el("address").hidden = !wishes.addresses.length;
  el("another").hidden = isGuest();
  el("coupons").replaceChildren(...wishes.coupons.map(couponField));
  el("choosing").hidden = !wishes.coupons.length;
}

function couponField(coupon) {
  const field = node("input", { type: "checkbox", checked: wishes.chosen.has(coupon.coupon_id), onchange: () => attempt(() => choose(coupon, field.checked)) });
  field.dataset.coupon = coupon.coupon_id;
  const until = coupon.expires_at ? t("until", time(coupon.expires_at)) : "";
  return node("label", { className: "row option" }, named(coupon.name, until), field);
}

async function choose(coupon, wanted) {
  if (wanted) wishes.chosen.add(coupon.coupon_id);
  else wishes.chosen.delete(coupon.coupon_id);
  await readCart();
}

function drawService() {
  const offered = SERVICES.filter(each => state.store.service_types.includes(each));
  if (!offered.includes(state.service)) state.service = offered[0] || "PICK_UP";
  el("service").replaceChildren(...offered.map(each => node("option", { value: each, textContent: t(each), selected: each === state.service })));
  el("served").hidden = false;
  drawWishes();
}

async function serve(service) {
  state.service = service;
  drawService();
  await Promise.all([loadMenu(), readCart()]);
}

function openAddress() {
  const field = (id, most, more = {}) => node("label", { className: "block" }, node("span", { className: "quiet", textContent: t(id) }), node("input", { id: `new-${id}`, maxLength: most, ...more }));
  const keep = node("button", { id: "keep", className: "go", type: "button", textContent: t("keep"), onclick: () => attempt(keepAddress) });
  el("choose").replaceChildren(
    node("h2", { textContent: t("newAddress") }),
    node("div", { className: "form" }, field("contact", 60), field("number", 32, { type: "tel" }), field("street", 200), field("detail", 100)),
    node("div", { className: "row end" }, closing(), keep),
  );
  el("choose").showModal();
}

// The demo's customer stands where they want it brought; a real one picks it on a map.
async function keepAddress() {
  const typed = id => el(`new-${id}`).value.trim();
  const address = { contact_name: typed("contact"), contact_phone: typed("number"), street: typed("street"), detail: typed("detail"), ...HERE };
  if (!address.contact_name || !address.contact_phone || !address.street) return el("new-contact").focus();
  const { address_id } = await call("POST", "/addresses", { address });
  el("choose").close();
  wishes.addressId = address_id;
  await readWishes();
  if (state.store) await readCart();
}

const closing = () => node("button", { id: "back", type: "button", textContent: t("cancelChoice"), onclick: () => el("choose").close() });
