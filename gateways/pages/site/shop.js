// The phone: a small client of the mini-program's REST interface, as any other client of it.
"use strict";

const HERE = { latitude: 31.2400, longitude: 121.4900 }; // The Bund, Shanghai: where the demo is.
const STEPS = ["PENDING_PAYMENT", "PLACED", "ACCEPTED", "PREPARING", "READY", "FULFILLED", "COMPLETED"];
const ENDED = ["COMPLETED", "CANCELLED"];
const WORDS = {
  PENDING_PAYMENT: "待支付 To pay", PLACED: "已支付 Paid", ACCEPTED: "已接单 Accepted",
  PREPARING: "制作中 Making", READY: "请取餐 Ready", DELIVERING: "配送中 On its way",
  FULFILLED: "已取餐 Yours", COMPLETED: "已完成 Done", CANCELLED: "已取消 Cancelled",
};
const el = id => document.getElementById(id);
const state = { config: {}, token: "", store: null, menu: null, cart: new Map(), wish: null, pay: "", watching: null };

const random = () => [...crypto.getRandomValues(new Uint8Array(12))].map(b => b.toString(16).padStart(2, "0")).join("");

function money(units, currency) {
  const format = new Intl.NumberFormat("zh-CN", { style: "currency", currency });
  return format.format(units / 10 ** format.resolvedOptions().maximumFractionDigits);
}

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
  if (!answer.ok) throw new Error([data.detail || data.title, ...(data.violations || []).map(each => `${each.field}: ${each.description}`)].join(" · "));
  return data;
}

async function attempt(work) {
  el("problem").hidden = true;
  try { return await work(); } catch (problem) {
    el("problem").textContent = problem.message;
    el("problem").hidden = false;
    el("problem").scrollIntoView({ block: "nearest" });
  }
}

async function login() {
  el("who").disabled = true;
  try { await enter(); } finally { el("who").disabled = false; }
}

async function enter() {
  state.watching?.abort();
  Object.assign(state, { token: "", menu: null, pay: "" });
  forgetCart();
  el("order").replaceChildren();
  el("menu").replaceChildren();
  const tokens = await call("POST", "/login", { app_id: state.config.app_id, code: el("who").value });
  state.token = tokens.access_token;
  await Promise.all([showStores(), resume()]);
}

// After a reload the order that is under way is there again.
async function resume() {
  const [latest] = (await call("GET", "/orders?page_size=1")).orders;
  if (!latest || ENDED.includes(latest.status)) return;
  const order = await call("GET", `/orders/${latest.order_id}`);
  // Who was quick has placed a newer one meanwhile.
  if (!el("ticket")) await follow(order);
}

async function showStores() {
  const query = `latitude=${HERE.latitude}&longitude=${HERE.longitude}&radius_m=30000&service_type=PICK_UP`;
  const { stores } = await call("GET", `/stores?${query}`);
  const list = stores.map(store => {
    const choose = node("button", { textContent: "选择 Choose", disabled: !store.open, ariaLabel: `选择 Choose ${store.name}` });
    choose.dataset.store = store.store_id;
    choose.addEventListener("click", () => attempt(() => showMenu(store)));
    const about = `${(store.distance_m / 1000).toFixed(1)} km${store.open ? "" : " · 休息中 closed"}`;
    return node("div", { className: "card row" }, named(store.name, about), choose);
  });
  el("stores").replaceChildren(node("h2", { textContent: "附近门店 Stores nearby" }), ...list);
}

const named = (name, about) => node("span", { className: "grow" }, name, node("span", { className: "quiet block", textContent: about }));

async function showMenu(store) {
  state.menu = await call("GET", `/stores/${store.store_id}/menu?service_type=PICK_UP`);
  state.store = store;
  forgetCart();
  const products = new Map(state.menu.products.map(product => [product.product_id, product]));
  const shelves = state.menu.categories.flatMap(category => {
    const cards = category.product_ids.flatMap(id => cardsOf(products.get(id)));
    for (const id of category.product_ids) products.delete(id);
    return cards.length ? [node("h3", { textContent: category.name }), ...cards] : [];
  });
  const rest = [...products.values()].flatMap(cardsOf);
  el("menu").replaceChildren(node("h2", { textContent: store.name }), ...shelves, ...rest);
  el("menu").scrollIntoView();
}

function cardsOf(product) {
  return (product?.skus || []).map(sku => {
    const price = money(sku.price.minor_units, sku.price.currency);
    const name = `${product.name} ${sku.name}`.trim();
    const button = (sign, words, step) => {
      const made = node("button", { className: "step", textContent: sign, disabled: sku.sold_out, ariaLabel: `${words} ${name}` });
      made.addEventListener("click", () => { change(product, sku, step); attempt(quote); });
      return made;
    };
    const add = button("+", "加 Add", 1);
    add.dataset.sku = sku.external_code || sku.sku_id;
    const counter = node("span", { className: "counter" }, button("−", "减 Remove", -1), node("b", { textContent: "0" }), add);
    counter.dataset.counts = sku.sku_id;
    const packed = sku.packaging_fee ? ` · 打包 packaging ${money(sku.packaging_fee.minor_units, sku.packaging_fee.currency)}` : "";
    const limits = [product.min_per_order > 1 && `起购 from ${product.min_per_order}`, product.max_per_order && `限购 at most ${product.max_per_order}`, product.not_sold_alone && "不单卖 not sold alone"].filter(Boolean).map(each => ` · ${each}`).join("");
    return node("div", { className: "card row" }, named(name, sku.sold_out ? `${price} · 售罄 sold out` : price + packed + limits), counter);
  });
}

function change(product, sku, step) {
  const quantity = Math.max(0, (state.cart.get(sku.sku_id)?.quantity || 0) + step);
  if (quantity) state.cart.set(sku.sku_id, { product, sku, quantity });
  else state.cart.delete(sku.sku_id);
  drawCounters();
}

function forgetCart() {
  state.cart.clear();
  state.wish = null;
  el("bar").hidden = true;
  drawCounters();
}

// A dish may stand on several shelves.
function drawCounters() {
  for (const counter of document.querySelectorAll("[data-counts]")) {
    const quantity = state.cart.get(counter.dataset.counts)?.quantity || 0;
    counter.classList.toggle("some", quantity > 0);
    counter.querySelector("b").textContent = quantity;
  }
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

async function quote() {
  // Only the answer about the newest cart counts; until it is here nothing can be ordered.
  const wish = state.wish = { key: random(), total: null };
  el("place").disabled = true;
  if (!state.cart.size) return forgetCart();
  const { amounts, lines } = await call("POST", "/orders/preview", draft());
  if (state.wish !== wish) return;
  const pieces = lines.reduce((sum, line) => sum + line.quantity, 0);
  const off = amounts.discount ? node("span", { className: "quiet block", textContent: `已优惠 you save ${money(amounts.discount, amounts.currency)}` }) : "";
  const packed = amounts.packaging_fee ? node("span", { className: "quiet block", textContent: `含打包费 with packaging ${money(amounts.packaging_fee, amounts.currency)}` }) : "";
  el("sum").replaceChildren(`${pieces} 件 · `, node("b", { textContent: money(amounts.total, amounts.currency) }), packed, off);
  wish.total = { minor_units: amounts.total, currency: amounts.currency };
  el("bar").hidden = el("place").disabled = false;
}

async function place() {
  el("place").disabled = true;
  try {
    const order = await call("POST", "/orders", { ...draft(), expected_total: state.wish.total }, state.wish.key);
    forgetCart();
    state.pay = "";
    scrollTo({ top: 0 });
    await follow(order);
  } finally { el("place").disabled = false; }
}

async function follow(order) {
  show(order);
  watch(order.order_id);
  if (order.status !== "PENDING_PAYMENT") return;
  // A second start gives the open payment again.
  const payment = await call("POST", `/orders/${order.order_id}/payments`, { provider: "sandbox" });
  state.pay = payment.pay_url;
  if (el("ticket").dataset.status === "PENDING_PAYMENT") show(order);
}

function show(order) {
  const at = STEPS.indexOf(order.status === "DELIVERING" ? "READY" : order.status);
  const steps = STEPS.map((step, n) => node("li", { textContent: WORDS[step], className: n < at ? "done" : n === at ? "done now" : "" }));
  const card = node("div", { className: "card", id: "ticket" },
    node("div", { className: "row" }, node("b", { id: "status", textContent: WORDS[order.status] }), node("span", { textContent: money(order.amounts.total, order.amounts.currency) })));
  card.dataset.status = order.status;
  card.dataset.order = order.order_id;
  if (order.pickup_code) card.append(node("p", { className: "quiet tight", textContent: "取餐码 Pick-up code" }), node("p", { className: "code", id: "code", textContent: order.pickup_code }));
  if (order.status !== "CANCELLED") card.append(node("ol", { className: "steps" }, ...steps));
  if (order.cancel_note) card.append(node("p", { className: "quiet", textContent: order.cancel_note }));
  const lines = order.lines.map(line => node("li", { className: "row" },
    node("span", { textContent: `${line.quantity} × ${line.name} ${line.sku_name}` }), node("span", { textContent: money(line.amount, order.amounts.currency) })));
  if (order.amounts.packaging_fee) lines.push(node("li", { className: "row" }, node("span", { textContent: "打包费 Packaging" }), node("span", { textContent: money(order.amounts.packaging_fee, order.amounts.currency) })));
  if (order.amounts.discount) lines.push(node("li", { className: "row" }, node("span", { textContent: "优惠 Discount" }), node("span", { textContent: money(-order.amounts.discount, order.amounts.currency) })));
  card.append(node("ul", { className: "lines quiet" }, ...lines), ...actions(order));
  el("order").replaceChildren(node("h2", { textContent: "我的订单 My order" }), card);
}

function actions(order) {
  const row = node("div", { className: "row end" });
  if (["PENDING_PAYMENT", "PLACED"].includes(order.status)) {
    const cancel = node("button", { id: "cancel", textContent: "取消 Cancel" });
    cancel.addEventListener("click", () => attempt(async () => show(await call("POST", `/orders/${order.order_id}/cancel`, {}))));
    row.append(cancel);
  }
  if (order.status === "PENDING_PAYMENT" && state.pay) row.append(node("a", { id: "pay", className: "go", href: state.pay, target: "_blank", rel: "noopener", textContent: "去支付 Pay now ↗" }));
  return row.childElementCount ? [row] : [];
}

// Server-sent events by fetch, because EventSource cannot send a token.
async function watch(orderId) {
  state.watching?.abort();
  const stop = state.watching = new AbortController();
  while (!stop.signal.aborted) {
    try {
      const answer = await fetch(`${state.config.api}/orders/${orderId}/live`, { headers: { authorization: `Bearer ${state.token}` }, signal: stop.signal });
      if ([401, 403, 404].includes(answer.status)) return;
      if (answer.ok && await read(answer.body.getReader())) return;
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
      if (ENDED.includes(order.status)) return true;
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
