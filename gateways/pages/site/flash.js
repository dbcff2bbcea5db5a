// Flash sales: an admission or a place in line first, then the order.
"use strict";

const TO_SEE = ["ANNOUNCED", "RUNNING", "SOLD_OUT"];
const LIVE = ["WAITING", "ADMITTED", "ORDERED"];
const sales = { sessions: [], admissions: {}, pieces: {} };

function forgetSales() {
  Object.assign(sales, { sessions: [], admissions: {}, pieces: {} });
  el("sales").replaceChildren();
}

const admissionKey = sessionId => `admission.${el("who").value}.${sessionId}`;

async function readSales(storeId) {
  const { sessions } = await call("GET", `/stores/${storeId}/flash-sales?page_size=50`);
  const seen = sessions.filter(each => TO_SEE.includes(each.state));
  const admissions = await Promise.all(seen.map(readAdmission));
  return { sessions: seen, admissions: Object.fromEntries(seen.map((each, n) => [each.session_id, admissions[n]])) };
}

// The browser keeps what it was given: asking for it anew would take a place in line.
async function readAdmission({ session_id }) {
  const token = kept.get(admissionKey(session_id), "");
  if (!token) return null;
  try {
    return await call("GET", `/flash-sales/admissions/${token}`);
  } catch (problem) {
    if (problem.reason !== "ADMISSION_NOT_FOUND") throw problem;
    kept.set(admissionKey(session_id), "");
    return null;
  }
}

function drawSales() {
  drawCards("sales", "flash", sales.sessions.map(sessionCard), "noFlash");
}

function sessionCard(session) {
  const dish = dishOf(session.sku_id);
  const admission = sales.admissions[session.session_id];
  const pieces = [t("left", session.left, session.pieces), session.waiting && t("inLine", session.waiting)];
  const card = node("div", { className: "card" },
    node("div", { className: "row" },
      named(session.name, [dish?.name, usually(dish, session)].filter(Boolean).join(" · "), node("span", { className: "quiet block pieces", textContent: pieces.filter(Boolean).join(" · ") }), whenOf(session)),
      node("b", { textContent: price(session.price) })),
    ...(admission ? [admissionRow(admission, session)] : []));
  if (mayAsk(session, admission)) card.append(askRow(session, dish));
  card.dataset.session = session.session_id;
  card.dataset.state = session.state;
  return card;
}

const mayAsk = (session, admission) => !LIVE.includes(admission?.state) && (admission?.state !== "SOLD" || session.pieces_per_person > admission.pieces);

function askRow(session, dish) {
  const most = session.pieces_per_person;
  const wanted = sales.pieces[session.session_id] || 1;
  const field = node("input", { id: `pieces-${session.session_id}`, type: "number", min: 1, max: most, value: wanted, ariaLabel: t("howMany"), oninput: () => { sales.pieces[session.session_id] = Number(field.value); } });
  const ask = node("button", { id: `ask-${session.session_id}`, className: "go", textContent: t(session.state === "SOLD_OUT" ? "soldOut" : "getIn"), disabled: session.state !== "RUNNING" || !dish, onclick: () => attempt(() => askIn(session)) });
  return node("div", { className: "row end" }, ...(most > 1 ? [field] : []), ask);
}

async function askIn(session) {
  const { session_id } = session;
  const pieces = Math.min(Math.max(sales.pieces[session_id] || 1, 1), session.pieces_per_person);
  const { token } = await once(`/flash-sales/${session_id}/admissions`, { store_id: state.store.store_id, pieces });
  kept.set(admissionKey(session_id), token);
  await readDeals();
}

// How the admission stands: the place in line is read again and again, the time counts down.
function admissionRow(admission, session) {
  const { state: stands, pieces, queue_place: place } = admission;
  const said = node("p", { className: "tight", role: "status", textContent: t("admissions")[stands](pieces, place) });
  const press = (word, work, className = "") => node("button", { id: `${word}-${session.session_id}`, className, textContent: t(word), onclick: () => attempt(work) });
  const buttons = {
    WAITING: () => [press("leaveLine", () => giveBack(admission))],
    ADMITTED: () => [press("giveBack", () => giveBack(admission)), press("orderNow", () => orderAdmitted(admission, session), "go")],
    ORDERED: () => [press("toOrder", () => openOrder(admission.order_id))],
  }[stands]?.() || [];
  const row = node("div", { className: "asked" }, said, ...(stands === "ADMITTED" ? [until("orderWithin", admission.expires_at)] : []), ...(buttons.length ? [node("div", { className: "row end" }, ...buttons)] : []));
  row.dataset.admission = stands;
  row.dataset.place = place;
  return row;
}

async function giveBack(admission) {
  await call("POST", `/flash-sales/admissions/${admission.token}/return`, {});
  await readDeals();
}

// In the store for which it was asked, with all the pieces of the admission.
async function orderAdmitted(admission, session) {
  const store = state.stores.find(each => each.store_id === admission.store_id);
  if (store && store.store_id !== state.store.store_id) await enterStore(store);
  await wantDeal(session.sku_id, async line => {
    const body = { ...wished(), store_id: admission.store_id, lines: [{ ...line, quantity: admission.pieces }], flash_sale_token: admission.token };
    await showOrder(await once("/orders", body));
  });
}
