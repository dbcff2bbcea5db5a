// Times as people read and write them: by the clock of the store, wherever the phone is.
"use strict";

const DAY_MS = 86400000;

// The zone of a store that is known, else of the one that is chosen; undefined is the phone's own.
const zoneOf = storeId => (state.stores.find(({ store_id }) => store_id === storeId) || state.store)?.time_zone;

const time = (text, storeId) => new Date(text).toLocaleString(language, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", timeZone: zoneOf(storeId) });

// The moment at which the clock of the chosen store shows what a field says: the first, where it
// shows it twice. What it never shows is told by the clock as it was before it was put forward.
function momentOf(written) {
  const timeZone = zoneOf();
  const ahead = at => Date.parse(`${new Date(at).toLocaleString("sv", { timeZone }).replace(" ", "T")}Z`) - at;
  const shown = Date.parse(`${written}Z`);
  const found = [shown - ahead(shown - DAY_MS), shown - ahead(shown + DAY_MS)];
  const right = found.filter(at => at + ahead(at) === shown);
  return new Date(right.length ? Math.min(...right) : found[0]).toISOString();
}

// How long something lasts, in the largest unit that it has two of; never more than it does.
function lasting(seconds) {
  const [unit, length] = [["days", 86400], ["hours", 3600], ["minutes", 60]].find(([, each]) => seconds >= 2 * each) || ["minutes", 60];
  return t(unit, Math.floor(seconds / length));
}
