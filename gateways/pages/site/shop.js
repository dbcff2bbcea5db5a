// The phone: a small client of the mini-program's REST interface, as any other client of it.
"use strict";

const HERE = { latitude: 31.2400, longitude: 121.4900 }; // The Bund, Shanghai: where the demo is.
const STEPS = ["PENDING_PAYMENT", "PLACED", "ACCEPTED", "PREPARING", "READY", "FULFILLED", "COMPLETED"];
const ENDED = ["COMPLETED", "CANCELLED"];
const SERVICES = ["PICK_UP", "DINE_IN"];
const state = { config: {}, stores: [], store: null, service: "PICK_UP", menu: null, order: null, pay: "", watching: null };

async function login() {
  el("who").disabled = true;
  try { await enter(); } finally { el("who").disabled = false; }
}

async function enter() {
  state.watching?.abort();
  session.tokens = null;
  Object.assign(state, { store: null, menu: null, order: null, pay: "" });
  forgetCart();
  el("order").replaceChildren();
  el("menu").replaceChildren();
  kept.set("who", el("who").value);
  session.tokens = await call("POST", "/login", { app_id: session.app, code: el("who").value });
  await Promise.all([loadStores(), resume()]);
}

// After a reload, or on another device, what is under way is there again: the order, and the cart.
async function resume() {
  const [latest] = (await call("GET", "/orders?page_size=1")).orders;
  if (!latest || ENDED.includes(latest.status)) return;
  const order = await call("GET", `/orders/${latest.order_id}`);
  // Who was quick has placed a newer one meanwhile.
  if (!el("ticket")) await follow(order);
}

async function loadStores() {
  const query = `latitude=${HERE.latitude}&longitude=${HERE.longitude}&radius_m=30000&service_type=PICK_UP`;
  const [{ stores }, { carts }] = await Promise.all([call("GET", `/stores?${query}`), call("GET", "/carts?page_size=1")]);
  state.stores = stores;
  drawStores();
  const begun = carts.length && stores.find(store => store.store_id === carts[0].store_id);
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

function drawService() {
  const offered = SERVICES.filter(each => state.store.service_types.includes(each));
  if (!offered.includes(state.service)) state.service = offered[0] || "PICK_UP";
  el("service").replaceChildren(...offered.map(each => node("option", { value: each, textContent: t(each), selected: each === state.service })));
  el("served").hidden = offered.length < 2;
  el("at").hidden = state.service !== "DINE_IN";
}

async function place() {
  el("place").disabled = true;
  try {
    const order = await placeCart();
    state.pay = "";
    scrollTo({ top: 0 });
    await Promise.all([readCart(), follow(order)]);
  } catch (problem) {
    await readCart();
    throw problem;
  }
}

async function follow(order) {
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
  const at = STEPS.indexOf(order.status === "DELIVERING" ? "READY" : order.status);
  const steps = STEPS.map((step, n) => node("li", { textContent: t("states")[step], className: n < at ? "done" : n === at ? "done now" : "" }));
  const card = node("div", { className: "card", id: "ticket" },
    node("div", { className: "row" }, node("b", { id: "status", textContent: t("states")[order.status] }), node("span", { textContent: money(order.amounts.total, currency) })));
  card.dataset.status = order.status;
  card.dataset.order = order.order_id;
  if (order.pickup_code) card.append(node("p", { className: "quiet tight", textContent: t("code") }), node("p", { className: "code", id: "code", textContent: order.pickup_code }));
  if (order.status !== "CANCELLED") card.append(node("ol", { className: "steps" }, ...steps));
  if (order.cancel_note) card.append(node("p", { className: "quiet", textContent: order.cancel_note }));
  const sums = [["packaging", order.amounts.packaging_fee], ["discount", -order.amounts.discount]].filter(([, amount]) => amount);
  card.append(node("ul", { className: "lines quiet" }, ...order.lines.map(line => ticketLine(line, currency)), ...sums.map(([word, amount]) => row(t(word), money(amount, currency)))), ...actions(order));
  el("order").replaceChildren(node("h2", { textContent: t("order") }), card);
}

const row = (text, amount) => node("li", { className: "row" }, node("span", { textContent: text }), node("span", { textContent: amount }));

function ticketLine(line, currency) {
  const made = row(`${line.quantity} × ${line.name} ${line.sku_name}`, money(line.amount, currency));
  const options = line.modifiers.map(each => (each.quantity > 1 ? `${each.quantity} × ${each.name}` : each.name)).join(", ");
  if (options) made.firstChild.append(node("span", { className: "block options", textContent: options }));
  return made;
}

function actions(order) {
  const shown = node("div", { className: "row end" });
  if (["PENDING_PAYMENT", "PLACED"].includes(order.status)) {
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

function draw() {
  document.documentElement.lang = language;
  document.title = t("phone");
  for (const each of document.querySelectorAll("[data-word]")) each.textContent = t(each.dataset.word);
  if (state.stores.length) drawStores();
  if (state.store) drawService();
  if (state.order) show(state.order);
  if (cart) showCart(cart);
  drawMenu();
}

// Dishes are named by the platform, in the language that is asked for.
async function speak(chosen) {
  language = chosen;
  kept.set("language", language);
  draw();
  if (state.store) await Promise.all([loadMenu(), readCart()]);
}

async function begin() {
  draw();
  state.config = await (await fetch("/shop/config.json")).json();
  if (!state.config.app_id) throw new Error(t("noDemo"));
  Object.assign(session, { api: state.config.api, app: state.config.app_id });
  const last = kept.get("who", "");
  el("who").replaceChildren(...state.config.login_codes.map(code => node("option", { value: code, textContent: code.replace("demo-", ""), selected: code === last })));
  el("who").addEventListener("change", () => attempt(login));
  el("language").addEventListener("click", () => attempt(() => speak(language === "zh" ? "en" : "zh")));
  el("service").addEventListener("change", () => attempt(async () => {
    state.service = el("service").value;
    drawService();
    await Promise.all([loadMenu(), readCart()]);
  }));
  el("place").addEventListener("click", () => attempt(place));
  // Another device may have changed the cart while this one was put aside.
  document.addEventListener("visibilitychange", () => { if (!document.hidden && state.store) attempt(readCart); });
  await login();
}

attempt(begin);
