// The phone: a small client of the mini-program's REST interface, as any other client of it.
"use strict";

const HERE = { latitude: 31.2400, longitude: 121.4900 }; // The Bund, Shanghai: where the demo is.
const STEPS = ["PENDING_PAYMENT", "PLACED", "ACCEPTED", "PREPARING", "READY", "FULFILLED", "COMPLETED"];
const WORDS = {
  PENDING_PAYMENT: "待支付 To pay", PLACED: "已支付 Paid", ACCEPTED: "已接单 Accepted",
  PREPARING: "制作中 Making", READY: "请取餐 Ready", DELIVERING: "配送中 On its way",
  FULFILLED: "已取餐 Yours", COMPLETED: "已完成 Done", CANCELLED: "已取消 Cancelled",
};
const el = id => document.getElementById(id);
const state = { config: {}, token: "", store: null, menu: null, cart: new Map(), watching: null };

const random = () => [...crypto.getRandomValues(new Uint8Array(12))].map(b => b.toString(16).padStart(2, "0")).join("");
const money = (units, currency) => new Intl.NumberFormat("zh-CN", { style: "currency", currency }).format(units / 100);

function node(tag, props = {}, ...children) {
  const made = Object.assign(document.createElement(tag), props);
  made.append(...children);
  return made;
}

async function call(method, path, body, key) {
  const headers = { "content-type": "application/json" };
  if (state.token) headers.authorization = `Bearer ${state.token}`;
  if (method === "POST") {
    headers["idempotency-key"] = key || random();
    headers["zhongtai-timestamp"] = String(Math.floor(Date.now() / 1000));
    headers["zhongtai-nonce"] = random();
  }
  const answer = await fetch(state.config.api + path, { method, headers, body: body && JSON.stringify(body) });
  const data = await answer.json();
  if (!answer.ok) throw new Error(data.detail || data.title || `HTTP ${answer.status}`);
  return data;
}

async function attempt(work) {
  el("problem").hidden = true;
  try { return await work(); } catch (problem) {
    el("problem").textContent = problem.message;
    el("problem").hidden = false;
  }
}

async function login() {
  state.token = "";
  const tokens = await call("POST", "/login", { app_id: state.config.app_id, code: el("who").value });
  state.token = tokens.access_token;
  await showStores();
}

async function showStores() {
  const query = `latitude=${HERE.latitude}&longitude=${HERE.longitude}&radius_m=30000&service_type=PICK_UP`;
  const { stores } = await call("GET", `/stores?${query}`);
  const list = stores.map(store => {
    const closed = store.open ? "" : " · 休息中 closed";
    const choose = node("button", { textContent: "选择 Choose", disabled: !store.open });
    choose.dataset.store = store.store_id;
    choose.addEventListener("click", () => attempt(() => showMenu(store)));
    return node("div", { className: "card row" },
      node("span", {}, store.name, node("br"), node("span", { className: "quiet", textContent: `${(store.distance_m / 1000).toFixed(1)} km${closed}` })), choose);
  });
  el("stores").replaceChildren(node("h2", { textContent: "附近门店 Stores nearby" }), ...list);
  el("menu").replaceChildren();
}

async function showMenu(store) {
  state.store = store;
  state.cart.clear();
  state.menu = await call("GET", `/stores/${store.store_id}/menu?service_type=PICK_UP`);
  const cards = state.menu.products.flatMap(product => product.skus.map(sku => {
    const add = node("button", { textContent: sku.sold_out ? "售罄 Sold out" : "＋", disabled: sku.sold_out, ariaLabel: `Add ${product.name} ${sku.name}` });
    add.dataset.sku = sku.external_code || sku.sku_id;
    add.addEventListener("click", () => { state.cart.set(sku.sku_id, { product, sku, quantity: (state.cart.get(sku.sku_id)?.quantity || 0) + 1 }); attempt(price); });
    return node("div", { className: "card row" },
      node("span", {}, `${product.name} ${sku.name}`, node("br"), node("span", { className: "quiet", textContent: money(sku.price.minor_units, sku.price.currency) })), add);
  }));
  el("menu").replaceChildren(node("h2", { textContent: store.name }), ...cards);
  el("menu").scrollIntoView({ behavior: "smooth" });
}

// The first choices that a group demands: enough for a page that shows how an order travels.
function choices(groupIds) {
  return groupIds.flatMap(id => {
    const group = state.menu.modifier_groups.find(each => each.modifier_group_id === id);
    return group.modifiers.filter(each => !each.sold_out).slice(0, group.min_select)
      .map(each => ({ modifier_id: each.modifier_id, quantity: 1, modifiers: choices(each.modifier_group_ids) }));
  });
}

function draft() {
  const lines = [...state.cart.values()].map(({ product, sku, quantity }) => ({
    sku_id: sku.sku_id, quantity, modifiers: choices(product.modifier_group_ids),
    combo_choices: product.combo_slots.flatMap(slot => slot.options.filter(o => !o.sold_out).slice(0, slot.min_select)
      .map(option => ({ slot_id: slot.slot_id, sku_id: option.sku_id, modifiers: choices(option.modifier_group_ids) }))),
  }));
  return { store_id: state.store.store_id, service_type: "PICK_UP", lines };
}

async function price() {
  const { amounts, lines } = await call("POST", "/orders/preview", draft());
  const pieces = lines.reduce((sum, line) => sum + line.quantity, 0);
  const off = amounts.discount ? ` (－${money(amounts.discount, amounts.currency)})` : "";
  el("sum").textContent = `${pieces} 件 · ${money(amounts.total, amounts.currency)}${off}`;
  el("bar").hidden = false;
  state.wish = { key: random(), total: { minor_units: amounts.total, currency: amounts.currency } };
}

async function place() {
  const order = await call("POST", "/orders", { ...draft(), expected_total: state.wish.total }, state.wish.key);
  el("bar").hidden = true;
  show(order);
  watch(order.order_id);
  if (order.status === "PENDING_PAYMENT") {
    const payment = await call("POST", `/orders/${order.order_id}/payments`, { provider: "sandbox" });
    state.pay = payment.pay_url;
    show(order);
  }
}

function show(order) {
  const at = STEPS.indexOf(order.status);
  const steps = STEPS.map((step, n) => node("li", { textContent: WORDS[step], className: n <= at ? "done" : "" }));
  const card = node("div", { className: "card", id: "ticket" },
    node("div", { className: "row" }, node("b", { id: "status", textContent: WORDS[order.status] }), node("span", { textContent: money(order.amounts.total, order.amounts.currency) })),
    node("ul", { className: "steps" }, ...steps));
  card.dataset.status = order.status;
  if (order.pickup_code) card.append(node("p", { className: "quiet", textContent: "取餐码 Pick-up code" }), node("p", { className: "code", id: "code", textContent: order.pickup_code }));
  if (order.status === "PENDING_PAYMENT" && state.pay) card.append(node("a", { id: "pay", href: state.pay, target: "_blank", rel: "noopener", textContent: "去支付 Pay now ↗" }));
  if (["PENDING_PAYMENT", "PLACED"].includes(order.status)) {
    const cancel = node("button", { id: "cancel", textContent: "取消 Cancel" });
    cancel.addEventListener("click", () => attempt(async () => show(await call("POST", `/orders/${order.order_id}/cancel`, {}))));
    card.append(" ", cancel);
  }
  for (const line of order.lines) card.append(node("p", { className: "quiet", textContent: `${line.quantity} × ${line.name} ${line.sku_name}` }));
  el("order").replaceChildren(node("h2", { textContent: "我的订单 My order" }), card);
}

// Server-sent events by fetch, because EventSource cannot send a token.
async function watch(orderId) {
  state.watching?.abort();
  const stop = state.watching = new AbortController();
  while (!stop.signal.aborted) {
    try {
      const answer = await fetch(`${state.config.api}/orders/${orderId}/live`, { headers: { authorization: `Bearer ${state.token}` }, signal: stop.signal });
      if (!answer.ok) return;
      if (await read(answer.body.getReader())) return;
    } catch { /* The line broke: come again. */ }
    await new Promise(done => setTimeout(done, 500));
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
      if (["COMPLETED", "CANCELLED"].includes(order.status)) return true;
    }
  }
}

async function begin() {
  state.config = await (await fetch("/shop/config.json")).json();
  if (!state.config.app_id) throw new Error("演示数据未加载 No demo is loaded: start with `make run`.");
  el("who").replaceChildren(...state.config.login_codes.map(code => node("option", { value: code, textContent: code.replace("demo-", "") })));
  el("who").addEventListener("change", () => attempt(login));
  el("place").addEventListener("click", () => attempt(place));
  await login();
}

attempt(begin);
