"use strict";
// Times by the clock of the order's store; one whose zone is not known, by that of the till.
function at(text, timeZone, parts) {
  const moment = new Date(text);
  try { return moment.toLocaleString(language, { ...parts, timeZone: timeZone || undefined }); }
  catch { return moment.toLocaleString(language, parts); } // A zone that this browser does not know.
}
const CLOCK = { hour: "2-digit", minute: "2-digit" };
const timeAt = (text, timeZone) => at(text, timeZone, CLOCK);
const dayAndTimeAt = (text, timeZone) => at(text, timeZone, { month: "numeric", day: "numeric", ...CLOCK });
