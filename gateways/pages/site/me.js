// The customer: membership, points, coupons that they have and could take.
"use strict";

async function readMe() {
  const { tokens } = session;
  const [who, { entries }, { coupons }, { offers }] = await Promise.all(["/me", "/points", "/coupons", "/coupons/offers"].map(path => call("GET", path)));
  // An answer for whoever was logged in before is nobody's business now.
  if (session.tokens?.person_id !== tokens?.person_id) return;
  el("me").replaceChildren(
    node("div", { className: "card row", id: "member" }, named(who.tier || t("noMember"), t("points")), node("b", { id: "points", textContent: who.points })),
    ...who.benefits.map(each => node("div", { className: "card benefit" }, named(each.name, each.description))),
    ...entries.map(entryRow),
    ...(offers.length ? [node("h2", { textContent: t("offers") }), ...offers.map(offerCard)] : []),
    node("h2", { textContent: t("coupons") }),
    ...(coupons.length ? coupons.map(couponCard) : [node("p", { className: "quiet", textContent: t("noCoupons") })]),
  );
}

function entryRow(entry) {
  const shown = node("p", { className: "row quiet entry" }, node("span", { textContent: [t("kinds")[entry.kind], time(entry.at)].join(" · ") }), node("span", { textContent: entry.points > 0 ? `+${entry.points}` : entry.points }));
  shown.dataset.kind = entry.kind;
  return shown;
}

function offerCard(offer) {
  const take = node("button", { textContent: t(offer.left === 0 ? "taken" : "claim"), disabled: offer.left === 0, ariaLabel: `${t("claim")} ${offer.name}`, onclick: () => attempt(() => claim(offer)) });
  take.dataset.offer = offer.template_id;
  return node("div", { className: "card row" }, named(offer.name, lasting(offer.valid_seconds)), take);
}

async function claim(offer) {
  await call("POST", "/coupons", { template_id: offer.template_id });
  await Promise.all([readMe(), readWishes()]);
}

function couponCard(coupon) {
  const about = [t("couponStates")[coupon.state], coupon.state === "ISSUED" && coupon.expires_at && t("until", time(coupon.expires_at))].filter(Boolean).join(" · ");
  const card = node("div", { className: coupon.state === "ISSUED" ? "card" : "card gone" }, named(coupon.name, about));
  card.dataset.held = coupon.state;
  return card;
}
