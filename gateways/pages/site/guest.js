// Who has not logged in: looks around and fills a cart, which comes along at login.
"use strict";

const isGuest = () => Boolean(session.tokens) && !session.tokens.person_id;

// The same guest after a reload, until they log in or their token ends.
async function lookAround(token = kept.get("guest", "")) {
  const entered = token ? { access_token: token } : await call("POST", "/guests", { app_id: session.app });
  session.tokens = entered;
  kept.set("guest", entered.access_token);
}

// Without an answer the guest is kept, and the same login is sent again.
async function logIn(code) {
  const tokens = await once("/login", { app_id: session.app, code, guest_token: kept.get("guest", "") });
  session.tokens = tokens;
  kept.set("guest", "");
}

function drawGuest() {
  for (const tab of document.querySelectorAll("[data-view]")) tab.hidden = isGuest() && tab.dataset.view !== "order";
  for (const nobody of document.querySelectorAll("#who option[value='']")) nobody.textContent = t("guest");
  el("place").textContent = t(isGuest() ? "logIn" : "place");
}

function askWho() {
  const names = [...el("who").options].filter(each => each.value).map(each => node("button", { className: "go", type: "button", textContent: each.textContent, onclick: () => attempt(() => become(each.value)) }));
  names.forEach((each, n) => { each.dataset.who = el("who").options[n + 1].value; });
  el("choose").replaceChildren(node("h2", { textContent: t("logIn") }), node("div", { className: "row" }, ...names), node("div", { className: "row end" }, closing()));
  el("choose").showModal();
}

async function become(code) {
  el("choose").close();
  el("who").value = code;
  await login();
  await followLink();
}
