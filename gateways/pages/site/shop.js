// The phone: a small client of the mini-program's REST interface, as any other client of it.
"use strict";

const HERE = { latitude: 31.2400, longitude: 121.4900 }; // The Bund, Shanghai: where the demo is.
const STEPS = ["PENDING_PAYMENT", "PLACED", "ACCEPTED", "PREPARING", "READY", "FULFILLED", "COMPLETED"];
const OF_VOUCHERS = ["PENDING_PAYMENT", "PLACED", "FULFILLED", "COMPLETED"];
const ENDED = ["COMPLETED", "CANCELLED"];
const VIEWS = ["order", "deals", "history", "me"];
const state = { config: {}, stores: [], store: null, service: "PICK_UP", menu: null, order: null, account: null, requests: [], pay: "", watching: null };

async function login() {
  el("who").disabled = true;
  try { await enter(); } finally { el("who").disabled = false; }
}

async function enter() {
  state.watching?.abort();
  session.tokens = null;
  Object.assign(state, { store: null, menu: null, order: null, account: null, requests: [], pay: "" });
  forgetCart();
  forgetWishes();
  forgetHistory();
  forgetDeals();
  el("served").hidden = true;
  for (const each of ["history", "me"]) el(each).replaceChildren();
  el("order").replaceChildren();
  el("menu").replaceChildren();
  kept.set("who", el("who").value);
  await (el("who").value ? logIn(el("who").value) : lookAround());
  drawGuest();
  await readWishes();
  await Promise.all([loadStores(), resume()]);
  await showView("order");
}

async function showView(view) {
  for (const each of VIEWS) el(`view-${each}`).hidden = each !== view;
  for (const tab of document.querySelectorAll("[data-view]")) tab.ariaCurrent = tab.dataset.view === view ? "page" : "false";
  el("bar").hidden = view !== "order" || !cart?.lines.some(line => line.can_be_ordered);
  if (view === "deals") await showDeals();
  if (view === "history") await readHistory();
  if (view === "me") await readMe();
}

// After a reload, or on another device, what is under way is there again: the order, and the cart.
async function resume() {
  if (isGuest()) return;
  const [latest] = (await call("GET", "/orders?page_size=1")).orders;
  if (!latest || ENDED.includes(latest.status)) return;
  const order = await call("GET", `/orders/${latest.order_id}`);
  // Who was quick has placed a newer one meanwhile.
  if (!el("ticket")) await follow(order);
}

async function readStores() {
  const query = `latitude=${HERE.latitude}&longitude=${HERE.longitude}&radius_m=30000&service_type=PICK_UP`;
  const { stores } = await call("GET", `/stores?${query}`);
  state.stores = stores;
  state.store = stores.find(store => store.store_id === state.store?.store_id) || state.store;
  drawStores();
}

async function loadStores() {
  const [{ carts }] = await Promise.all([call("GET", "/carts?page_size=1"), readStores()]);
  const begun = carts.length && state.stores.find(store => store.store_id === carts[0].store_id);
  if (begun && !state.store) await enterStore(begun);
}

function drawStores() {
  const list = state.stores.map(store => {
    const choose = node("button", { textContent: t("choose"), disabled: !store.open, ariaLabel: `${t("choose")} ${store.name}`, onclick: () => attempt(() => enterStore(store)) });
    choose.dataset.store = store.store_id;
    const about = `${(store.distance_m / 1000).toFixed(1)} ${t("away")}${store.open ? "" : ` · ${t("closed")}`}`;
    return node("div", { className: "card row" }, named(store.name, about), choose);
  });
  el("stores").replaceChildren(node("h2", { textContent: t("stores") }), ...list);
}

const named = (name, about, ...more) => node("span", { className: "grow" }, name, node("span", { className: "quiet block", textContent: about }), ...more);

async function enterStore(store) {
  forgetCart();
  Object.assign(state, { store, menu: null });
  drawService();
  await Promise.all([loadMenu(), readCart()]);
  el("menu").scrollIntoView();
}

async function place() {
  if (isGuest()) return askWho();
  el("place").disabled = true;
  try {
    const order = await placeCart();
    state.pay = "";
    scrollTo({ top: 0 });
    await readWishes();
    await Promise.all([readCart(), follow(order)]);
  } catch (problem) {
    await readCart();
    throw problem;
  }
}

async function follow(order) {
  Object.assign(state, { account: null, requests: [], pay: "" });
  show(order);
  watch(order.order_id);
  if (order.status !== "PENDING_PAYMENT") return;
  // A second start gives the open payment again.
  const payment = await call("POST", `/orders/${order.order_id}/payments`, { provider: "sandbox" });
  state.pay = payment.pay_url;
  if (el("ticket").dataset.status === "PENDING_PAYMENT") show(state.order);
}

function show(order) {
  state.order = order;
  const { currency } = order.amounts;
  const way = order.service_type === "VOUCHER" ? OF_VOUCHERS : STEPS;
  const at = way.indexOf(order.status === "DELIVERING" ? "READY" : order.status);
  const steps = way.map((step, n) => node("li", { textContent: step === "FULFILLED" ? inState(order, step) : t("states")[step], className: n < at ? "done" : n === at ? "done now" : "" }));
  const card = node("div", { className: "card", id: "ticket" },
    node("div", { className: "row" }, node("b", { id: "status", textContent: inState(order, order.status) }), node("span", { textContent: money(order.amounts.total, currency) })));
  card.dataset.status = order.status;
  card.dataset.order = order.order_id;
  if (order.deal) card.append(dealOf(order.deal));
  if (order.pickup_code) card.append(node("p", { className: "quiet tight", textContent: t("code") }), node("p", { className: "code", id: "code", textContent: order.pickup_code }));
  card.append(...order.vouchers.map(each => voucherCard(order, each)));
  if (order.status !== "CANCELLED") card.append(node("ol", { className: "steps" }, ...steps));
  const why = [t("cancelReasons")[order.cancel_reason], order.cancel_note].filter(Boolean).join(" · ");
  if (why) card.append(node("p", { className: "quiet", id: "why", textContent: why }));
  if (!ENDED.includes(order.status)) card.append(...underWay(order));
  const sums = [["packaging", order.amounts.packaging_fee], ["bringing", order.amounts.delivery_fee], ["discount", -order.amounts.discount], ["refunded", order.amounts.refunded]].filter(([, amount]) => amount);
  card.append(node("ul", { className: "lines quiet" }, ...order.lines.map(line => ticketLine(line, currency)), ...sums.map(([word, amount]) => row(t(word), money(amount, currency)))), ...actions(order));
  card.append(node("div", { id: "after" }));
  el("order").replaceChildren(node("h2", { textContent: t("order") }), card);
  drawAfterSales();
}

// Vouchers are not handed out: they are there, and each is used.
const inState = ({ service_type }, status) => (service_type === "VOUCHER" && t("ofVouchers")[status]) || t("states")[status];

// What it was bought in; a group is shown with its members.
function dealOf({ kind, deal_id, name }) {
  const said = node("span", { textContent: `${t(kind === "GROUP" ? "groupOffers" : "flash")} · ${name}` });
  const shown = node("p", { className: "row quiet tight deal" }, said);
  if (kind === "GROUP") shown.append(node("button", { id: "to-group", textContent: t("toGroup"), onclick: () => attempt(() => showGroup(deal_id)) }));
  shown.dataset.deal = deal_id;
  return shown;
}

// At which table it is eaten, when it is wanted, what it waits for, and who brings it.
function underWay({ store_id, table_number, expected_time, waits, waits_for_group, prepare_from, delivery }) {
  const told = [
    table_number && `${t("table")} ${table_number}`,
    waits_for_group && t("waitsForGroup"),
    expected_time && t("wantedAt", time(expected_time, store_id)),
    waits && prepare_from && t("waits", time(prepare_from, store_id)),
    delivery && [t("steps")[delivery.step], t("carriers")[delivery.carrier] || delivery.carrier, delivery.rider_name, delivery.rider_phone].filter(Boolean).join(" · "),
  ];
  return told.filter(Boolean).map(text => node("p", { className: "quiet tight way", textContent: text }));
}

// A code that can be used is shown large, in fours, and as a picture; who has it can use it.
function voucherCard(order, voucher) {
  const line = order.lines.find(({ line_id }) => line_id === voucher.line_id);
  const until = voucher.expires_at && voucher.state === "ISSUED" && t("until", time(voucher.expires_at, order.store_id));
  const about = [line?.name, t("voucherStates")[voucher.state], until].filter(Boolean).join(" · ");
  const usable = voucher.state === "ISSUED";
  const fours = voucher.code.match(/.{1,4}/g) || [];
  const code = node("p", { className: usable ? "code" : "quiet tight spelled" }, ...fours.map(four => node("span", { textContent: four })));
  const card = node("div", { className: "voucher" }, node("p", { className: "quiet tight", textContent: about }), code, ...(usable ? [pictureOf(voucher.code)] : []));
  card.dataset.voucher = voucher.state;
  return card;
}

const row = (text, amount) => node("li", { className: "row" }, node("span", { textContent: text }), node("span", { textContent: amount }));

// What was chosen, each with what was chosen of it: a set's dish and its options.
function chosenOf(modifiers) {
  return modifiers.map(each => {
    const inner = each.modifiers.length ? ` (${chosenOf(each.modifiers)})` : "";
    return `${each.quantity > 1 ? `${each.quantity} × ` : ""}${each.name}${inner}`;
  }).join(", ");
}

function ticketLine(line, currency) {
  const made = row(`${line.quantity} × ${line.name} ${line.sku_name}`, money(line.amount, currency));
  const options = chosenOf(line.modifiers);
  if (options) made.firstChild.append(node("span", { className: "block options", textContent: options }));
  return made;
}

// Vouchers that are on their way are asked back instead: the OMS has the order.
const isAtOms = ({ service_type, status, waits }) => service_type === "VOUCHER" && status === "PLACED" && !waits;

function actions(order) {
  const shown = node("div", { className: "row end" });
  if (["PENDING_PAYMENT", "PLACED"].includes(order.status) && !isAtOms(order)) {
    shown.append(node("button", { id: "cancel", textContent: t("cancel"), onclick: () => attempt(async () => show(await call("POST", `/orders/${order.order_id}/cancel`, {}))) }));
  }
  if (order.status === "PENDING_PAYMENT" && state.pay) shown.append(node("a", { id: "pay", className: "go", href: state.pay, target: "_blank", rel: "noopener", textContent: `${t("pay")} ↗` }));
  return shown.childElementCount ? [shown] : [];
}

// Server-sent events by fetch, because EventSource cannot send a token.
async function watch(orderId) {
  state.watching?.abort();
  const stop = state.watching = new AbortController();
  while (!stop.signal.aborted) {
    try {
      const answer = await fetch(`${session.api}/orders/${orderId}/live`, { headers: { authorization: `Bearer ${session.tokens.access_token}` }, signal: stop.signal });
      if (answer.status === 401 && await refreshed()) continue;
      if ([401, 403, 404].includes(answer.status)) return;
      if (answer.ok && await read(answer.body.getReader())) return await seeRefund(stop.signal);
    } catch { /* The line broke: come again. */ }
    await new Promise(done => setTimeout(done, 500));
  }
}

// The stream ends with the order; money that goes back arrives a moment later, or an hour.
async function seeRefund(signal) {
  for (let pause = 1000; !signal.aborted; pause = Math.min(2 * pause, 60000)) {
    const { order_id, status, amounts } = state.order;
    if (status !== "CANCELLED" || amounts.refunded >= amounts.paid) return;
    await new Promise(done => setTimeout(done, pause));
    const order = await call("GET", `/orders/${order_id}`);
    if (!signal.aborted) show(order);
  }
}

async function read(reader) {
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return false;
    const events = (rest + decoder.decode(value, { stream: true })).replaceAll("\r\n", "\n").split("\n\n");
    rest = events.pop();
    for (const event of events) {
      const data = event.split("\n").filter(line => line.startsWith("data:")).map(line => line.slice(5).trim()).join("");
      if (!data) continue;
      const order = JSON.parse(data);
      show(order);
      if (order.amounts.paid) attempt(() => readAfterSales(order));
      if (ENDED.includes(order.status)) return true;
    }
  }
}

function draw() {
  document.documentElement.lang = language;
  document.title = t("phone");
  for (const each of document.querySelectorAll("[data-word]")) each.textContent = t(each.dataset.word);
  drawGuest();
  el("search").placeholder = t("search");
  if (state.stores.length) drawStores();
  if (state.store) drawService();
  if (state.order) show(state.order);
  if (cart) showCart(cart);
  drawMenu();
  if (!el("view-history").hidden) drawHistory();
  if (deals.told) drawDeals();
}

// What is sold is named by the platform, in the language that is asked for.
async function speak(chosen) {
  language = chosen;
  kept.set("language", language);
  draw();
  if (state.stores.length) await Promise.all([readStores(), readWishes()]);
  if (state.store) await Promise.all([loadMenu(), readCart()]);
  if (!el("view-me").hidden) await readMe();
  if (deals.told) await readDeals();
}

async function begin() {
  draw();
  state.config = await hear(await fetch("/shop/config.json")).json();
  if (!state.config.app_id) throw new Error(t("noDemo"));
  Object.assign(session, { api: state.config.api, app: state.config.app_id });
  const last = kept.get("who", state.config.login_codes[0]);
  el("who").replaceChildren(node("option", { value: "", textContent: t("guest"), selected: last === "" }), ...state.config.login_codes.map(code => node("option", { value: code, textContent: code.replace("demo-", ""), selected: code === last })));
  el("who").addEventListener("change", () => attempt(login));
  el("language").addEventListener("click", () => attempt(() => speak(language === "zh" ? "en" : "zh")));
  el("service").addEventListener("change", () => attempt(() => serve(el("service").value)));
  el("address").addEventListener("change", () => attempt(() => { wishes.addressId = el("address").value; return readCart(); }));
  el("another").addEventListener("click", openAddress);
  el("when").addEventListener("change", () => attempt(readCart));
  el("search").addEventListener("input", () => attempt(() => { past.text = el("search").value.trim(); return readHistory(); }));
  for (const tab of document.querySelectorAll("[data-view]")) tab.addEventListener("click", () => attempt(() => showView(tab.dataset.view)));
  el("place").addEventListener("click", () => attempt(place));
  el("find-group").addEventListener("submit", event => { event.preventDefault(); attempt(() => showGroup(el("group-code").value.trim())); });
  addEventListener("hashchange", () => attempt(followLink));
  setInterval(lookAgain, 1000);
  // Another device may have changed the cart while this one was put aside.
  document.addEventListener("visibilitychange", () => { if (!document.hidden && state.store) attempt(readCart); });
  await login();
  await followLink();
}

attempt(begin);
