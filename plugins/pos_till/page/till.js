"use strict";
const WORDS = {
  zh: { title: "门店收银台", store: "门店", all: "全部门店", online: "联网", queued: "待发送", token: "收银台令牌", enter: "进入",
    deals: { group: "拼团", flash_sale: "秒杀" }, together: n => `同团 ${n}`,
    later: "预约单", wanted: "期望", begin: "开始制作时间", early: "提前接单",
    by: { carrier: "骑手配送", store: "门店自送", platform: "平台配送" }, steps: { looking: "正在找骑手", assigned: "骑手赶来", at_store: "骑手已到店", picked_up: "骑手已取", delivered: "已送达", cancelled: "配送已取消", failed: "配送失败" },
    new: "新订单", busy: "制作中", ready: "待取餐", none: "暂无订单", accept: "接单", prepare: "开始制作", done: "出餐",
    out: "骑手已取", handed: "已交付", redeem: "核销", used: n => `已核销：${n}`, complete: "完成", reject: "拒单", why: "拒单原因", code: "取餐码", seen: "知道了", asked: "申请退款", agree: "同意退款", refuse: "拒绝退款", missing: "缺货",
    pick_up: "自取", dine_in: "堂食", delivery: "外送", voucher: "卡券", cancelled: "已取消", unpaid: "未付款", packaging: "打包费", table: "桌号", tableware: "餐具", no_tableware: "不要餐具",
    linked: "已连接", unlinked: "连接中断", off: "离线", arrived: n => `新订单 #${n}`, refused: t => `未被接受：${t}`, chooseStore: "请先选择门店",
    reasons: { ALREADY_REDEEMED: "此券已被核销", VOUCHER_NOT_FOUND: "没有这个券码", VOUCHER_EXPIRED: "此券已过期", VOUCHER_VOIDED: "此券已退款", VOUCHER_NOT_HERE: "此券不能在本店或此时使用", INVALID_REQUEST: "请核对券码", STORE_UNKNOWN: "本收银台不属于该门店", PLATFORM_AWAY: "平台暂无应答,请重试", PLUGIN_UNAVAILABLE: "券系统暂无应答,请重试" }, badToken: "令牌无效", comma: "，", other: "English" },
  en: { title: "Store till", store: "Store", all: "All stores", online: "Online", queued: "Queued", token: "Till token", enter: "Enter",
    deals: { group: "Group", flash_sale: "Flash sale" }, together: n => `with ${n}`,
    later: "Scheduled", wanted: "Wanted", begin: "begin", early: "Accept early",
    by: { carrier: "Courier", store: "Own rider", platform: "Platform's rider" }, steps: { looking: "looking for a rider", assigned: "rider on the way", at_store: "rider is here", picked_up: "with the rider", delivered: "delivered", cancelled: "delivery cancelled", failed: "delivery failed" },
    new: "New", busy: "In the kitchen", ready: "Ready", none: "No orders", accept: "Accept", prepare: "Start", done: "Ready",
    out: "Rider has it", handed: "Handed over", redeem: "Redeem", used: n => `Redeemed: ${n}`, complete: "Complete", reject: "Reject", why: "Why rejected", code: "Pick-up code", seen: "Got it", asked: "Refund asked:", agree: "Agree", refuse: "Refuse", missing: "None left",
    pick_up: "Pick-up", dine_in: "Dine in", delivery: "Delivery", voucher: "Voucher", cancelled: "Cancelled", unpaid: "Not paid", packaging: "Packaging", table: "Table", tableware: "Tableware", no_tableware: "No tableware",
    linked: "Connected", unlinked: "Connection lost", off: "Offline", arrived: n => `New order #${n}`, refused: t => `Not taken: ${t}`, chooseStore: "Choose the store first",
    reasons: { ALREADY_REDEEMED: "This voucher was used before", VOUCHER_NOT_FOUND: "There is no such code", VOUCHER_EXPIRED: "This voucher's time is over", VOUCHER_VOIDED: "This voucher was refunded", VOUCHER_NOT_HERE: "This voucher cannot be used here or now", INVALID_REQUEST: "Please check the code", STORE_UNKNOWN: "This till is not of that store", PLATFORM_AWAY: "The platform does not answer: try again", PLUGIN_UNAVAILABLE: "The voucher system does not answer: try again" }, badToken: "This token is not valid", comma: ", ", other: "中文" },
};
const COLUMN = { new: "new", accepted: "busy", preparing: "busy", ready: "ready", delivering: "ready", fulfilled: "ready", completed: "ready" };
const PROGRESS = ["new", "accepted", "preparing", "ready", "delivering", "fulfilled", "completed"];
const CLOSED = new Set(["completed", "rejected", "cancelled"]);
const AFTER = { accepted: "accepted", preparing: "preparing", ready: "ready", delivering: "delivering", fulfilled: "fulfilled", completed: "completed", rejected: "rejected" };
const el = id => document.getElementById(id);
const kept = { get(key, fallback) { try { return JSON.parse(localStorage.getItem("till." + key)) ?? fallback; } catch { return fallback; } },
  set(key, value) { localStorage.setItem("till." + key, JSON.stringify(value)); } };
const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), b => b.toString(16).padStart(2, "0")).join("");

const given = new URLSearchParams(location.hash.slice(1) || location.search);
let api = given.get("api") || "";
let token = given.get("token") || kept.get("token", "");
let language = given.get("lang") || kept.get("language", navigator.language.startsWith("zh") ? "zh" : "en");
let orders = new Map(kept.get("orders", []));
let cursor = kept.get("cursor", "");
let known = {}; // Names of stores by their ids, as far as they are told.
let online = kept.get("online", true);
let stream = null;
let sending = false;
const drafts = new Map();
const t = key => WORDS[language][key];

function say(text) { el("said").textContent = text; clearTimeout(say.timer); say.timer = setTimeout(() => { el("said").textContent = ""; }, 5000); }
function money(minor, currency) {
  const format = new Intl.NumberFormat(language, { style: "currency", currency: currency || "CNY", currencyDisplay: "narrowSymbol" });
  return format.format(minor / 10 ** format.resolvedOptions().maximumFractionDigits);
}
function make(tag, className, text) { const node = document.createElement(tag); if (className) node.className = className; if (text !== undefined) node.textContent = text; return node; }

// The queue: every report goes through it, so being offline is nothing special.
const queue = () => kept.get("queue", []);
function report(id, kind, more = {}) {
  const update = { update_id: newId(), order_id: id, kind, occurred_at: new Date().toISOString(), ...more };
  kept.set("queue", [...queue(), update]);
  const entry = orders.get(id);
  if (entry) {
    const next = AFTER[kind];
    if (next === "rejected" || PROGRESS.indexOf(next) > PROGRESS.indexOf(entry.state)) entry.state = next;
    if (more.pickup_code) entry.pickup_code = more.pickup_code;
  }
  draw();
  send();
}
async function send() {
  const batch = queue().slice(0, 200);
  if (!online || sending || !batch.length || !token) return;
  sending = true;
  let again = 0;
  try {
    const answer = await call("/till/v1/updates", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ updates: batch }) });
    if (answer.ok) {
      const results = (await answer.json()).results;
      // The same ids again would change nothing, so forgetting them comes last.
      const sent = new Set(batch.map(update => update.update_id));
      kept.set("queue", queue().filter(update => !sent.has(update.update_id)));
      for (const result of results) if (result.outcome === "refused") say(t("refused")(result.message));
    } else if (answer.status !== 401) again = 2000;
  } catch { again = 2000; }
  sending = false;
  draw();
  if (queue().length && token) setTimeout(send, again);
}
function call(path, options = {}) {
  return fetch(api + path, { ...options, headers: { ...options.headers, authorization: `Bearer ${token}` } })
    .then(answer => { if (answer.status === 401) { token = ""; kept.set("token", ""); say(t("badToken")); draw(); } return answer; });
}

// The stream: orders are pushed; after a break it goes on from the cursor.
async function listen() {
  let pause = 500;
  for (;;) {
    if (!online || !token) { link(false); await new Promise(done => setTimeout(done, 300)); continue; }
    stream = new AbortController();
    try {
      const answer = await call(`/till/v1/stream?after=${encodeURIComponent(cursor)}`, { signal: stream.signal });
      if (answer.status === 410) { cursor = ""; orders.clear(); continue; }
      if (!answer.ok) throw new Error(answer.status);
      link(true);
      pause = 500;
      send();
      await read(answer.body.getReader());
    } catch { /* broken or switched off: begin again */ }
    link(false);
    await new Promise(done => setTimeout(done, pause));
    pause = Math.min(pause * 2, 8000);
  }
}
async function read(reader) {
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += decoder.decode(value, { stream: true });
    for (let end; (end = text.indexOf("\n\n")) >= 0; text = text.slice(end + 2)) {
      const data = text.slice(0, end).split("\n").find(line => line.startsWith("data: "));
      if (data) take(JSON.parse(data.slice(6)));
    }
  }
}
function take(page) {
  const unsent = new Map(queue().map(update => [update.order_id, update]));
  for (const entry of page.orders) {
    const id = entry.order.order_id;
    const before = orders.get(id);
    if (!before && (entry.state === "new" || (entry.state === "accepted" && entry.order.accepted))) say(t("arrived")(entry.order.daily_number));
    // What this till has done but not sent yet is further than what the server knows.
    if (before && unsent.has(id) && !CLOSED.has(entry.state)) entry.state = before.state;
    if (entry.state === "cancelled" && !before) continue;
    orders.set(id, entry);
  }
  cursor = page.cursor;
  draw();
}
function link(linked) {
  el("dot").classList.toggle("on", linked);
  el("link").textContent = t(linked ? "linked" : online ? "unlinked" : "off");
  link.last = linked;
}

// Drawing.
function draw() {
  document.documentElement.lang = language;
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  el("language").textContent = t("other");
  el("queued").textContent = queue().length;
  el("online").checked = online;
  el("door").hidden = Boolean(token);
  el("voucher").hidden = !token;
  el("board").hidden = !token;
  link(Boolean(link.last));
  for (const [id, entry] of orders) if (CLOSED.has(entry.state) && entry.state !== "cancelled" && !asked(entry).length) orders.delete(id);
  drawStores();
  const store = el("store").value;
  for (const list of document.querySelectorAll("[data-column]")) drawColumn(list, store);
  kept.set("orders", [...orders].slice(-300));
  kept.set("cursor", cursor);
}
function drawStores() {
  const select = el("store");
  const chosen = select.value || kept.get("store", "");
  const stores = [...new Set([...orders.values()].map(entry => entry.order.store_id).concat(chosen || [], Object.keys(known)))].sort();
  select.replaceChildren(new Option(t("all"), ""), ...stores.map(store => new Option(known[store] || store, store)));
  select.value = chosen;
}
// What is wanted later waits apart, with its time; the platform says when it is to begin.
const columnOf = entry => (entry.state === "new" && entry.order.waits ? "later" : COLUMN[entry.state] || "new");
function drawColumn(list, store) {
  const here = [...orders.values()].filter(entry => columnOf(entry) === list.dataset.column && (!store || entry.order.store_id === store));
  const time = entry => entry.order.prepare_from || entry.order.placed_at;
  here.sort((a, b) => time(a).localeCompare(time(b)));
  list.previousElementSibling.querySelector("b").textContent = here.length;
  const focused = document.activeElement?.dataset?.key;
  list.replaceChildren(...here.slice(0, 60).map(card));
  if (!here.length) list.append(make("li", "empty", t("none")));
  if (focused) document.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}
function card(entry) {
  const order = entry.order;
  const node = make("li", `order ${entry.state}`);
  node.dataset.orderId = order.order_id;
  node.dataset.state = entry.state;
  const top = make("div", "top");
  top.append(make("span", "number", `#${order.daily_number}`));
  if (entry.pickup_code) top.append(make("span", "code", entry.pickup_code));
  const place = order.table ? ` · ${t("table")} ${order.table}` : "";
  const tableware = order.tableware ? ` · ${t("tableware")} ${order.tableware}`
    : order.tableware === 0 ? ` · ${t("no_tableware")}` : "";
  const time = timeAt(order.placed_at, order.time_zone);
  // Ids of stores are long: their ends tell them apart, and only where there are several.
  const stores = new Set([...orders.values()].map(each => each.order.store_id));
  const store = stores.size > 1 && !el("store").value ? ` · ${t("store")} ${known[order.store_id] || `…${order.store_id.slice(-5)}`}` : "";
  const meta = make("div", "meta", `${t(order.service_type)}${place}${tableware} · ${time} · ${order.channel}${store}`);
  meta.title = order.store_id;
  node.append(top, meta);
  if (order.deal) node.append(make("p", "deal", dealOf(order)));
  if (order.expected_at) node.append(make("p", "when", `${t("wanted")} ${dayAndTimeAt(order.expected_at, order.time_zone)}${order.waits ? ` · ${t("begin")} ${dayAndTimeAt(order.prepare_from, order.time_zone)}` : ""}`));
  if (order.delivered_by) node.append(make("p", "rider", [t("by")[order.delivered_by], order.rider && t("steps")[order.rider.step], order.rider?.name].filter(Boolean).join(" · ")));
  const lines = make("ul", "lines");
  for (const line of order.lines) lines.append(drawLine(line, order.currency, away(entry, line)));
  if (order.packaging_fee) {
    const packaging = make("li", "packaging");
    packaging.append(make("span", "", t("packaging")), make("span", "", money(order.packaging_fee, order.currency)));
    lines.append(packaging);
  }
  node.append(lines);
  for (const words of [order.remark, entry.note]) if (words) node.append(make("p", "remark", words));
  const sum = make("div", "sum");
  sum.append(make("span", "", order.customer_name || ""), make("span", "", `${money(order.total, order.currency)}${order.paid ? "" : " · " + t("unpaid")}`));
  node.append(sum, actions(entry));
  return node;
}
// What it was bought in, and which orders here are of the same group: they may be made together.
function dealOf({ order_id, deal }) {
  const others = [...orders.values()].filter(({ order }) => order.deal?.deal_id === deal.deal_id && order.order_id !== order_id);
  const numbers = others.map(({ order }) => `#${order.daily_number}`).join(t("comma"));
  const together = deal.kind === "group" && (numbers ? t("together")(numbers) : `…${deal.deal_id.slice(-5)}`);
  return [t("deals")[deal.kind], deal.name, together].filter(Boolean).join(" · ");
}
// What waits for the store's answer, and what is not to be made of a line.
const asked = entry => (entry.after_sales || []).filter(each => each.state === "applied" || each.state === "failed");
const away = (entry, line) => (entry.after_sales || []).filter(each => each.state === "agreed" || each.state === "refunded")
  .flatMap(each => each.lines || []).filter(each => each.line_id === line.line_id).reduce((sum, each) => sum + each.quantity, 0);
function drawLine(line, currency, gone) {
  const node = make("li", gone >= line.quantity ? "gone" : "");
  const left = gone ? `${line.quantity - gone} / ${line.quantity}` : line.quantity;
  node.append(make("span", "", `${left} × ${line.name}${line.variant ? " · " + line.variant : ""}`), make("span", "", money(line.line_total, currency)));
  const more = [...(line.components || []), ...(line.modifiers || [])];
  if (more.length) node.append(make("span", "modifiers", more.map(named).join(t("comma"))));
  return node;
}
const named = item => `${item.quantity > 1 ? item.quantity + "× " : ""}${item.name}${item.modifiers?.length ? ` (${item.modifiers.map(named).join(t("comma"))})` : ""}`;
const pieces = (entry, each) => (each.lines || []).map(({ line_id, quantity }) => `${quantity} × ${entry.order.lines.find(line => line.line_id === line_id)?.name || line_id}`).join(t("comma"));
function actions(entry) {
  const id = entry.order.order_id;
  const node = make("div", "acts");
  const button = (action, words, className, work) => {
    const made = make("button", className, words);
    made.type = "button";
    made.dataset.action = action;
    made.dataset.key = `${id}/${action}`;
    made.setAttribute("aria-label", `${words} #${entry.order.daily_number}`);
    made.addEventListener("click", work);
    node.append(made);
  };
  const field = (name, label) => {
    const made = make("input");
    made.placeholder = label;
    made.setAttribute("aria-label", `${label} #${entry.order.daily_number}`);
    made.dataset.key = `${id}/${name}`;
    made.value = drafts.get(made.dataset.key) || "";
    made.maxLength = name === "code" ? 16 : 300;
    made.addEventListener("input", () => drafts.set(made.dataset.key, made.value));
    node.append(made);
    return made;
  };
  for (const each of asked(entry)) {
    node.append(make("p", "remark", `${t("asked")} ${money(each.amount, each.currency)} · ${pieces(entry, each)} · ${each.reason}`));
    const answer = kind => () => { report(id, kind, { after_sale_id: each.after_sale_id }); each.state = "answered"; draw(); };
    button("agree", t("agree"), "go", answer("after_sale_agreed"));
    if (each.state === "applied") button("refuse", t("refuse"), "no", answer("after_sale_refused"));
  }
  if (CLOSED.has(entry.state) && entry.state !== "cancelled") return node;
  const left = entry.order.lines.filter(line => line.quantity > away(entry, line));
  if (["new", "accepted", "preparing"].includes(entry.state) && left.length) {
    const choose = make("select");
    choose.dataset.key = `${id}/missing`;
    choose.setAttribute("aria-label", `${t("missing")} #${entry.order.daily_number}`);
    choose.append(...left.map(line => new Option(line.name, line.line_id)));
    choose.value = drafts.get(choose.dataset.key) || left[0].line_id;
    choose.addEventListener("change", () => drafts.set(choose.dataset.key, choose.value));
    node.append(choose);
    button("missing", t("missing"), "", () => report(id, "lines_cancelled", { reason: `${t("missing")}: ${choose.selectedOptions[0].text}`, lines: [{ line_id: choose.value, quantity: 1 }] }));
  }
  if (entry.state === "cancelled") {
    node.append(make("b", "no", t("cancelled")));
    button("seen", t("seen"), "", () => { orders.delete(id); draw(); });
  } else if (entry.state === "new") {
    button("accept", t(entry.order.waits ? "early" : "accept"), "go", () => report(id, "accepted"));
    const why = field("why", t("why"));
    button("reject", t("reject"), "no", () => { if (why.value.trim()) report(id, "rejected", { reason: why.value.trim() }); else why.focus(); });
  } else if (entry.state === "accepted" || entry.state === "preparing") {
    if (entry.state === "accepted") button("prepare", t("prepare"), "", () => report(id, "preparing"));
    const code = field("code", t("code"));
    button("ready", t("done"), "go", () => report(id, "ready", code.value.trim() ? { pickup_code: code.value.trim() } : {}));
  } else {
    if (entry.state === "ready" && entry.order.service_type === "delivery") button("out", t("out"), "", () => report(id, "delivering"));
    if (entry.state !== "fulfilled") button("handed", t("handed"), "", () => report(id, "fulfilled"));
    button("complete", t("complete"), "go", () => { if (entry.state !== "fulfilled") report(id, "fulfilled"); report(id, "completed"); });
  }
  return node;
}

el("store").addEventListener("change", () => { kept.set("store", el("store").value); draw(); });
el("online").addEventListener("change", () => { online = el("online").checked; kept.set("online", online); if (!online) stream?.abort(); draw(); send(); });
el("language").addEventListener("click", () => { language = language === "zh" ? "en" : "zh"; kept.set("language", language); draw(); });
el("door").addEventListener("submit", event => { event.preventDefault(); token = el("token").value.trim(); kept.set("token", token); draw(); send(); });

// A code is shown: the same attempt is sent again until it is answered, so that it is used once.
let attempt = { code: "", id: "" };
el("voucher").addEventListener("submit", async event => {
  event.preventDefault();
  const code = el("shown").value.trim();
  const [, only, more] = el("store").options;
  if (!el("store").value && more) { el("store").focus(); return say(t("chooseStore")); }
  if (attempt.code !== code) attempt = { code, id: newId() };
  try {
    const body = JSON.stringify({ request_id: attempt.id, code, store_id: el("store").value || only?.value || "" });
    const answer = await call("/till/v1/vouchers", { method: "POST", headers: { "content-type": "application/json" }, body });
    const told = await answer.json();
    if (!answer.ok) return say(t("refused")(t("reasons")[told.code] || told.detail || told.code));
    attempt = { code: "", id: "" };
    el("shown").value = "";
    say(t("used")([told.name, told.variant].filter(Boolean).join(" ")));
  } catch { say(t("unlinked")); }
});

async function begin() {
  // The edge that serves this page may say where the till server is, and what stores are called.
  if (location.pathname.startsWith("/till")) {
    const config = await fetch("/till/config.json").then(answer => (answer.ok ? answer.json() : {})).catch(() => ({}));
    api ||= config.api || `${location.protocol}//${location.hostname}:${Number(location.port || 8080) + 10}`;
    token ||= config.token || "";
    known = Object.fromEntries(Object.entries(config.stores || {}).map(([name, id]) => [id, name]));
  }
  api = api.replace(/\/+$/, "").replace(/\/till\/v1$/, "");
  if (token) kept.set("token", token);
  // The token must not stay in the address bar or in the history.
  if (given.get("token")) history.replaceState(null, "", location.pathname + location.search.replace(/([?&])token=[^&]*/, "$1"));
  draw();
  listen();
}
begin();
