// What the customer ordered before, found by a word, and money that is asked back.
"use strict";

const past = { text: "", orders: [], next: "", asking: null };

function forgetHistory() {
  Object.assign(past, { text: "", orders: [], next: "", asking: null });
  el("search").value = "";
}

async function readHistory(more = false) {
  const asking = past.asking = {};
  const token = more ? past.next : "";
  const path = `/orders?page_size=10&text=${encodeURIComponent(past.text)}&page_token=${encodeURIComponent(token)}`;
  const { orders, next_page_token } = await call("GET", path);
  // Only the newest question counts: letters are typed faster than answered.
  if (past.asking !== asking) return;
  Object.assign(past, { orders: more ? [...past.orders, ...orders] : orders, next: next_page_token });
  drawHistory();
}

function drawHistory() {
  const more = node("button", { id: "more", textContent: t("showMore"), onclick: () => attempt(() => readHistory(true)) });
  const list = past.orders.map(historyCard);
  el("history").replaceChildren(...(list.length ? list : [node("p", { className: "quiet", textContent: t("noOrders") })]), ...(past.next ? [node("div", { className: "row end" }, more)] : []));
}

function historyCard(order) {
  const store = state.stores.find(each => each.store_id === order.store_id);
  const cost = money(order.amounts.total, order.amounts.currency);
  const about = [cost, inState(order, order.status), time(order.created_at, order.store_id), order.pickup_code].filter(Boolean).join(" · ");
  const open = node("button", { textContent: t("open"), ariaLabel: `${t("open")} ${about}`, onclick: () => attempt(() => openOrder(order.order_id)) });
  const card = node("div", { className: "card row" }, named(store?.name || t(order.service_type), about), open);
  card.dataset.before = order.order_id;
  return card;
}

const openOrder = async orderId => showOrder(await call("GET", `/orders/${orderId}`));

async function showOrder(order) {
  const following = follow(order);
  await showView("order");
  scrollTo({ top: 0 });
  await following;
}

// What was asked back of the order that is shown, and what still can be.
async function readAfterSales(order) {
  const path = `/orders/${order.order_id}`;
  const [account, { after_sales }] = await Promise.all([call("GET", `${path}/after-sale-account`), call("GET", `${path}/after-sales`)]);
  if (state.order?.order_id !== order.order_id) return;
  Object.assign(state, { account, requests: after_sales });
  drawAfterSales();
}

function drawAfterSales() {
  const place = el("after");
  if (!place || !state.account) return;
  const ask = node("button", { id: "ask", textContent: t("askBack"), onclick: openAsking });
  const underWay = ["ACCEPTED", "PREPARING", "READY", "DELIVERING", "FULFILLED"].includes(state.order.status) || isAtOms(state.order);
  const canAsk = state.account.left > 0 && underWay;
  place.replaceChildren(...state.requests.map(requestCard), ...(canAsk ? [node("div", { className: "row end" }, ask)] : []));
}

// Vouchers are for the OMS to answer: the store refuses none. Where it says why not, that is told.
const ofVouchers = () => state.order.service_type === "VOUCHER";
const askedState = ({ status, answer }) => (ofVouchers() && (!answer || status === "APPLIED") && t("askedVouchers")[status]) || t("asked")[status];

function requestCard(request) {
  const words = [request.reason, request.answer].filter(Boolean).join(" → ");
  const decide = (verb, body = {}) => attempt(async () => {
    await call("POST", `/orders/${request.order_id}/after-sales/${request.after_sale_id}/${verb}`, body);
    await readAfterSales(state.order);
  });
  const withdraw = node("button", { className: "withdraw", textContent: t("withdraw"), onclick: () => decide("withdraw") });
  const escalate = node("button", { className: "escalate", textContent: t("escalate"), onclick: () => decide("escalate") });
  const own = request.origin === "CUSTOMER";
  // While vouchers are being made void nobody takes it back.
  const mayWithdraw = ["REFUSED", "ARBITRATING"].includes(request.status) || (request.status === "APPLIED" && !ofVouchers());
  const shown = [...(own && mayWithdraw ? [withdraw] : []), ...(own && request.status === "REFUSED" ? [escalate] : [])];
  const card = node("div", { className: "asked" }, node("div", { className: "row" }, named(askedState(request), words), node("span", { textContent: price(request.amount) })), ...(shown.length ? [node("div", { className: "row end" }, ...shown)] : []));
  card.dataset.asked = request.status;
  return card;
}

function openAsking() {
  const rows = state.account.lines.filter(each => each.left.quantity > 0).flatMap(state.order.vouchers.length ? vouchersToGive : piecesToGive);
  const reason = node("input", { id: "reason", maxLength: 500, ariaLabel: t("reason"), placeholder: t("reason") });
  const send = node("button", { id: "send", className: "go", type: "button", textContent: t("askBack"), onclick: () => attempt(() => askBack(rows, reason)) });
  el("choose").replaceChildren(node("h2", { textContent: t("askBack") }), ...rows, reason, node("div", { className: "row end" }, closing(), send));
  el("choose").showModal();
}

const nameOf = lineId => { const line = state.order.lines.find(({ line_id }) => line_id === lineId); return `${line.name} ${line.sku_name}`.trim(); };

function piecesToGive({ line_id, left }) {
  const field = node("input", { type: "number", min: 0, max: left.quantity, value: left.quantity });
  Object.assign(field.dataset, { line: line_id, max: left.quantity });
  return node("label", { className: "row option" }, named(nameOf(line_id), `≤ ${left.quantity}`), field);
}

// Each voucher is a piece of its own, known by its code: one that is asked back already is not offered.
function vouchersToGive({ line_id }) {
  const asked = state.requests.filter(each => ["APPLIED", "ARBITRATING"].includes(each.status)).flatMap(each => each.lines.flatMap(line => line.voucher_ids));
  const free = state.order.vouchers.filter(each => each.line_id === line_id && ["ISSUED", "EXPIRED"].includes(each.state) && !asked.includes(each.voucher_id));
  return free.map(each => {
    const field = node("input", { type: "checkbox", checked: true });
    Object.assign(field.dataset, { line: line_id, max: 1, give: each.voucher_id });
    return node("label", { className: "row option" }, named(nameOf(line_id), [each.code, t("voucherStates")[each.state]].join(" · ")), field);
  });
}

async function askBack(rows, reason) {
  if (!reason.value.trim()) return reason.focus();
  const fields = rows.map(row => row.querySelector("input"));
  if (!fields.some(timesOf)) return fields[0].focus();
  // All that is left is asked for without lines: then the delivery fee is part of it.
  const whole = fields.every(field => timesOf(field) === Number(field.dataset.max));
  await call("POST", `/orders/${state.order.order_id}/after-sales`, { reason: reason.value.trim(), lines: whole ? [] : wantedBack(fields) });
  el("choose").close();
  await readAfterSales(state.order);
}

function wantedBack(fields) {
  const lines = new Map();
  for (const field of fields.filter(timesOf)) {
    const { line, give } = field.dataset;
    const wanted = lines.get(line) || { line_id: line, quantity: 0, voucher_ids: [] };
    wanted.quantity += timesOf(field);
    if (give) wanted.voucher_ids.push(give);
    lines.set(line, wanted);
  }
  return [...lines.values()];
}
