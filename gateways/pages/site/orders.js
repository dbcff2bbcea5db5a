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
  const about = [t("states")[order.status], time(order.created_at), order.pickup_code].filter(Boolean).join(" · ");
  const open = node("button", { textContent: money(order.amounts.total, order.amounts.currency), ariaLabel: `${t("open")} ${about}`, onclick: () => attempt(() => openOrder(order.order_id)) });
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
  const canAsk = state.account.left > 0 && ["ACCEPTED", "PREPARING", "READY", "DELIVERING", "FULFILLED"].includes(state.order.status);
  place.replaceChildren(...state.requests.map(requestCard), ...(canAsk ? [node("div", { className: "row end" }, ask)] : []));
}

function requestCard(request) {
  const words = [request.reason, request.answer].filter(Boolean).join(" → ");
  const decide = (verb, body = {}) => attempt(async () => {
    await call("POST", `/orders/${request.order_id}/after-sales/${request.after_sale_id}/${verb}`, body);
    await readAfterSales(state.order);
  });
  const withdraw = node("button", { className: "withdraw", textContent: t("withdraw"), onclick: () => decide("withdraw") });
  const escalate = node("button", { className: "escalate", textContent: t("escalate"), onclick: () => decide("escalate") });
  const own = request.origin === "CUSTOMER";
  const shown = [...(own && ["APPLIED", "REFUSED", "ARBITRATING"].includes(request.status) ? [withdraw] : []), ...(own && request.status === "REFUSED" ? [escalate] : [])];
  const card = node("div", { className: "asked" }, node("div", { className: "row" }, named(t("asked")[request.status], words), node("span", { textContent: price(request.amount) })), ...(shown.length ? [node("div", { className: "row end" }, ...shown)] : []));
  card.dataset.asked = request.status;
  return card;
}

function openAsking() {
  const { lines } = state.order;
  const rows = state.account.lines.filter(each => each.left.quantity > 0).map(each => {
    const line = lines.find(({ line_id }) => line_id === each.line_id);
    const field = node("input", { type: "number", min: 0, max: each.left.quantity, value: each.left.quantity });
    field.dataset.line = each.line_id;
    return node("label", { className: "row option" }, named(`${line.name} ${line.sku_name}`.trim(), `≤ ${each.left.quantity}`), field);
  });
  const reason = node("input", { id: "reason", maxLength: 500, ariaLabel: t("reason"), placeholder: t("reason") });
  const send = node("button", { id: "send", className: "go", type: "button", textContent: t("askBack"), onclick: () => attempt(() => askBack(rows, reason)) });
  el("choose").replaceChildren(node("h2", { textContent: t("askBack") }), ...rows, reason, node("div", { className: "row end" }, closing(), send));
  el("choose").showModal();
}

async function askBack(rows, reason) {
  if (!reason.value.trim()) return reason.focus();
  const fields = rows.map(row => row.querySelector("input"));
  const wanted = fields.map(field => ({ line_id: field.dataset.line, quantity: Number(field.value) || 0 })).filter(each => each.quantity > 0);
  // All that is left is asked for without lines: then the delivery fee is part of it.
  const whole = fields.every(field => Number(field.value) === Number(field.max));
  if (!wanted.length) return fields[0].focus();
  await call("POST", `/orders/${state.order.order_id}/after-sales`, { reason: reason.value.trim(), lines: whole ? [] : wanted });
  el("choose").close();
  await readAfterSales(state.order);
}
