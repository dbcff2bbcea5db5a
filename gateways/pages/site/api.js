// Calls of the mini-program's REST interface, as any other client of it makes them.
"use strict";

const el = id => document.getElementById(id);
const random = () => [...crypto.getRandomValues(new Uint8Array(12))].map(b => b.toString(16).padStart(2, "0")).join("");
const session = { api: "", app: "", tokens: null };
const clock = { ahead: null }; // By how many milliseconds the platform's is ahead of the phone's, which may be wrong.
const placing = new Map(); // What is being asked for, and under which key, until it is answered.

const now = () => Date.now() + (clock.ahead ?? 0);

// An answer's date has whole seconds: of what is told, the latest is the nearest.
function hear(answer) {
  const told = Date.parse(answer.headers.get("date")) - Date.now();
  if (!Number.isNaN(told) && (clock.ahead === null || told > clock.ahead || told < clock.ahead - 2000)) clock.ahead = told;
  return answer;
}

function node(tag, props = {}, ...children) {
  const made = Object.assign(document.createElement(tag), props);
  made.append(...children);
  return made;
}

async function send(method, path, body, key) {
  const headers = { "content-type": "application/json", "accept-language": language };
  if (session.tokens) headers.authorization = `Bearer ${session.tokens.access_token}`;
  if (method === "POST") {
    headers["idempotency-key"] = key || random();
    headers["zhongtai-timestamp"] = String(Math.floor(now() / 1000));
    headers["zhongtai-nonce"] = random();
  }
  return hear(await fetch(session.api + path, { method, headers, body: body && JSON.stringify(body) }));
}

async function call(method, path, body, key = random()) {
  let answer = await send(method, path, body, key);
  // The token has ended: once for a new one, then the same request again.
  if (answer.status === 401 && session.tokens && await refreshed()) answer = await send(method, path, body, key);
  const data = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(inWords(data)), { reason: data.reason });
  return data;
}

// No answer may have come, and an effect all the same: the same wish again goes under the same key.
async function once(path, body) {
  const asked = path + JSON.stringify(body);
  if (!placing.has(asked)) placing.set(asked, random());
  const answer = await call("POST", path, body, placing.get(asked));
  placing.delete(asked);
  return answer;
}

async function refreshed() {
  const { refresh_token } = session.tokens;
  session.tokens = null;
  if (!refresh_token) return lookAround("").then(() => true);
  const answer = await send("POST", `/apps/${session.app}/refresh`, { refresh_token });
  if (answer.ok) session.tokens = await answer.json();
  return answer.ok;
}

async function attempt(work) {
  el("problem").hidden = true;
  try { return await work(); } catch (problem) {
    el("problem").textContent = problem.message;
    el("problem").hidden = false;
    el("problem").scrollIntoView({ block: "nearest" });
  }
}
