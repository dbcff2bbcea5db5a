// The cart: kept by the platform, the same on every device of its customer.
"use strict";

let cart = null; // As the platform told it last.
let wish = null; // The total for which this cart is ordered.

const cartPath = (rest = "") => `/stores/${state.store.store_id}/cart${rest}`;
const served = () => `?service_type=${state.service}`;

// Only the newest answer counts; until it is here nothing can be ordered.
async function cartBy(asking) {
  const mine = wish = {};
  el("place").disabled = true;
  try {
    const told = await asking;
    if (wish === mine) showCart(told);
  } catch (problem) {
    if (wish === mine && state.store) await askCart().then(showCart, forgetCart);
    throw problem;
  }
}

// The cart as an order with all that is wished would be; a change is answered for how it is served alone.
const askCart = () => call("POST", cartPath("/preview"), wished());
async function changing(rest, body) {
  const told = await call("POST", cartPath(rest) + served(), body);
  return wishesMore() ? askCart() : told;
}
const readCart = () => cartBy(askCart());
const putIn = line => cartBy(changing("/lines", line));
const setPieces = (line, quantity) => cartBy(changing(`/lines/${line.line_id}`, { quantity, version: cart.version }));
const emptyCart = () => cartBy(changing("/clear", { version: cart.version }));

function acceptChanges() {
  const changed = cart.lines.filter(line => line.can_be_ordered && line.changes.length);
  const lines = changed.map(({ line_id, name, sku_name, unit_price }) => ({ line_id, name, sku_name, unit_price }));
  return cartBy(changing("/accept", { lines }));
}

async function placeCart() {
  const lines = cart.lines.filter(line => line.can_be_ordered).map(line => line.line_id);
  return once(cartPath("/orders"), { ...wished(), line_ids: lines, version: cart.version, expected_total: wish.total });
}

function forgetCart() {
  cart = wish = null;
  el("bar").hidden = true;
  el("cart").replaceChildren();
  drawCounters();
}

function showCart(told) {
  cart = told;
  const { amounts, lines, obstacles } = told;
  const pieces = lines.reduce((sum, line) => sum + (line.can_be_ordered ? line.quantity : 0), 0);
  wish = { total: amounts && { minor_units: amounts.total, currency: amounts.currency } };
  drawCart();
  drawCounters();
  el("bar").hidden = !pieces || el("view-order").hidden;
  el("place").disabled = !pieces || obstacles.length > 0;
  if (pieces) drawSum(amounts, pieces);
}

function drawSum(amounts, pieces) {
  const beside = [amounts.delivery_fee && t("brought", money(amounts.delivery_fee, amounts.currency)), amounts.packaging_fee && t("packed", money(amounts.packaging_fee, amounts.currency)), amounts.discount && t("save", money(amounts.discount, amounts.currency))];
  const notes = beside.filter(Boolean).map(text => node("span", { className: "quiet block", textContent: text }));
  el("sum").replaceChildren(`${t("pieces", pieces)} · `, node("b", { textContent: money(amounts.total, amounts.currency) }), ...notes);
}

function drawCart() {
  if (!cart?.lines.length) return el("cart").replaceChildren();
  const seen = cart.lines.some(line => line.can_be_ordered && line.changes.length);
  const clear = node("button", { id: "clear", textContent: t("clear"), onclick: () => attempt(emptyCart) });
  const accept = node("button", { id: "accept", textContent: t("accept"), onclick: () => attempt(acceptChanges) });
  const obstacles = cart.obstacles.map(each => node("p", { className: "problem obstacle", textContent: inWords({ ...each, ...each.metadata }) }));
  el("cart").replaceChildren(
    node("div", { className: "row" }, node("h2", { textContent: t("cart") }), clear),
    ...obstacles, ...cart.lines.map(cartLine), ...explained(cart.explanation), ...(seen ? [node("div", { className: "row end" }, accept)] : []),
  );
}

// Why a chosen coupon gives nothing, and what is missing for more.
function explained(explanation) {
  const told = explanation.filter(each => each.text && (each.missing || (each.coupon_id && !each.amount)));
  return told.map(each => node("p", { className: "quiet tight explained", textContent: each.text }));
}

function cartLine(line) {
  const about = { ...line, before: line.previous_unit_price && price(line.previous_unit_price) };
  const changes = line.changes.map(change => node("span", { className: "change block", textContent: t("changes")[change](about) }));
  const options = [chosenOf(line.modifiers), line.remark].filter(Boolean).join(", ");
  const cost = line.unit_price ? money(line.unit_price.minor_units * line.quantity, line.unit_price.currency) : "";
  const card = node("div", { className: line.can_be_ordered ? "card row" : "card row gone" },
    named(`${line.name} ${line.sku_name}`.trim(), options, node("span", { className: "quiet block", textContent: cost }), ...changes), stepper(line));
  card.dataset.line = line.sku_id;
  card.dataset.changes = line.changes.join(" ");
  return card;
}

function stepper(line) {
  const name = line.name;
  if (line.changes.includes("TOO_FEW")) return node("button", { className: "take", textContent: t("take", line.available), onclick: () => attempt(() => setPieces(line, line.available)) });
  if (!line.can_be_ordered) return node("button", { className: "remove", textContent: t("remove"), ariaLabel: `${t("remove")} ${name}`, onclick: () => attempt(() => setPieces(line, 0)) });
  const less = node("button", { className: "step", textContent: "−", ariaLabel: t("less", name), onclick: () => attempt(() => setPieces(line, line.quantity - 1)) });
  const more = node("button", { className: "step", textContent: "+", ariaLabel: t("more", name), onclick: () => attempt(() => setPieces(line, line.quantity + 1)) });
  return node("span", { className: "counter some" }, less, node("b", { textContent: line.quantity }), more);
}

// A dish may stand on several shelves, and in several lines.
function drawCounters() {
  for (const counter of document.querySelectorAll("[data-counts]")) {
    const lines = (cart?.lines || []).filter(line => line.sku_id === counter.dataset.counts);
    const quantity = lines.reduce((sum, line) => sum + line.quantity, 0);
    counter.classList.toggle("some", quantity > 0);
    counter.querySelector("b").textContent = quantity;
  }
}

const lessOf = sku => {
  const line = cart?.lines.findLast(each => each.sku_id === sku.sku_id);
  return line && setPieces(line, line.quantity - 1);
};
