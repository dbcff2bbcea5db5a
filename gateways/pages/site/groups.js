// What groups buy cheaper: offers, groups that look for members, the customer's own, and the one
// that a link or a code names.
"use strict";

const groups = { shown: "", offers: [], open: {}, mine: [], one: null, refunds: {} };

function forgetGroups() {
  Object.assign(groups, { shown: "", offers: [], open: {}, mine: [], one: null, refunds: {} });
  for (const each of ["group", "offers", "my-groups"]) el(each).replaceChildren();
}

async function readGroups(storeId) {
  const [{ offers }, { groups: mine }, one] = await Promise.all([
    call("GET", `/stores/${storeId}/group-offers?page_size=10`), call("GET", "/groups?page_size=10"),
    groups.shown ? call("GET", `/groups/${groups.shown}`) : null,
  ]);
  const [open, refunds] = await Promise.all([
    Promise.all(offers.map(offer => call("GET", `/group-offers/${offer.offer_id}/groups?page_size=5`))),
    Promise.all(mine.filter(each => each.state === "FAILED" && each.order_id).map(readRefund)),
  ]);
  return { offers, mine, one, open: Object.fromEntries(offers.map((offer, n) => [offer.offer_id, open[n].groups])), refunds: Object.fromEntries(refunds) };
}

// What came back of a group that failed; all that has come back is not asked for again.
async function readRefund({ order_id }) {
  const before = groups.refunds[order_id];
  if (before && before.refunded === before.paid) return [order_id, before];
  return [order_id, (await call("GET", `/orders/${order_id}`)).amounts];
}

function drawGroups() {
  el("group").replaceChildren(...(groups.one ? [groupCard(groups.one)] : []));
  drawCards("offers", "groupOffers", groups.offers.map(offerOfGroups), "noGroupOffers");
  el("my-groups").replaceChildren(...(groups.mine.length ? [node("h2", { textContent: t("myGroups") }), ...groups.mine.map(myGroup)] : []));
}

function offerOfGroups(offer) {
  const dish = dishOf(offer.sku_id);
  const about = [dish?.name, t("ofPeople", offer.group_size), spanOf(offer.group_seconds), usually(dish, offer)].filter(Boolean).join(" · ");
  const open = node("button", { id: `open-${offer.offer_id}`, className: "go", textContent: t("openGroup"), disabled: !dish || (offer.begins_at && Date.parse(offer.begins_at) > now()), onclick: () => attempt(() => openGroup(offer)) });
  const card = node("div", { className: "card" },
    node("div", { className: "row" }, named(offer.name, about, whenOf(offer)), node("b", { textContent: price(offer.price) })),
    ...groups.open[offer.offer_id].filter(each => !each.order_id && each.free_count).map(group => lookingRow(group, offer)),
    node("div", { className: "row end" }, open));
  card.dataset.offered = offer.offer_id;
  return card;
}

function lookingRow(group, offer) {
  const join = joinButton(group, offer);
  const row = node("div", { className: "asked row" }, named(t("paidOf", group.member_count, group.group_size, group.free_count), "", until("groupEnds", group.deadline)), join);
  row.dataset.looking = group.group_id;
  return row;
}

const joinButton = (group, offer) => node("button", { id: `join-${group.group_id}`, textContent: t("join"), disabled: !dishOf(offer.sku_id), onclick: () => attempt(() => joinGroup(group, offer)) });
const spanOf = seconds => (seconds >= 7200 ? t("withinHours", Math.round(seconds / 3600)) : t("withinMinutes", Math.round(seconds / 60)));

const openGroup = offer => takePlace(`/group-offers/${offer.offer_id}/groups`, offer);
const joinGroup = (group, offer) => takePlace(`/groups/${group.group_id}/places`, offer);

// The place's order is to be paid; its price stands alone, without coupons.
async function takePlace(path, offer) {
  await wantDeal(offer.sku_id, async line => {
    const { group, order } = await once(`/stores/${state.store.store_id}${path}`, { ...wished(), coupon_ids: [], line });
    groups.shown = group.group_id;
    await showOrder(order);
  });
}

// One group with its members, to be shown to companions.
function groupCard({ group, offer }) {
  const places = [...group.members.map(memberRow), ...Array.from({ length: group.free_count }, () => node("li", { className: "quiet", textContent: t("freePlace") }))];
  const link = node("a", { id: "group-link", href: `/shop#group=${group.group_id}`, textContent: t("groupLink") });
  const mayJoin = group.state === "OPEN" && group.free_count > 0 && !group.members.some(each => each.is_me);
  const buttons = [...(group.order_id ? [toOrder(group)] : []), ...(mayJoin ? [joinButton(group, offer)] : [])];
  const card = node("div", { className: "card", id: "group-shown" },
    node("div", { className: "row" }, named(offer.name, stateOf(group), ...(group.state === "OPEN" ? [until("groupEnds", group.deadline)] : [])), node("b", { textContent: price(offer.price) })),
    node("ul", { className: "lines" }, ...places),
    ...(group.state === "OPEN" ? [node("p", { className: "quiet tight" }, `${t("groupCode")} `, node("span", { className: "spelled", textContent: group.group_id }), " · ", link)] : []),
    ...(buttons.length ? [node("div", { className: "row end" }, ...buttons)] : []));
  card.dataset.group = group.group_id;
  card.dataset.state = group.state;
  return card;
}

const memberRow = each => node("li", { className: "member", textContent: [each.display_name || t("companion"), each.is_me && t("myself")].filter(Boolean).join(" · ") });
const toOrder = group => node("button", { id: `order-of-${group.group_id}`, textContent: t("toOrder"), onclick: () => attempt(() => openOrder(group.order_id)) });

function stateOf(group) {
  if (group.state === "OPEN") return t("paidOf", group.member_count, group.group_size, group.free_count);
  const back = groups.refunds[group.order_id];
  const came = group.state === "FAILED" && back?.paid ? (back.refunded ? t("cameBack", money(back.refunded, back.currency)) : t("comesBack")) : "";
  return [t("groupStates")[group.state], came].filter(Boolean).join(" · ");
}

function myGroup(group) {
  const show = node("button", { id: `show-${group.group_id}`, textContent: t("open"), onclick: () => attempt(() => showGroup(group.group_id)) });
  const card = node("div", { className: "card row" }, named(groups.offers.find(each => each.offer_id === group.offer_id)?.name || time(group.created_at), stateOf(group)), show);
  card.dataset.mine = group.group_id;
  card.dataset.state = group.state;
  return card;
}

// By a link, by a code that was typed, or from the customer's own.
async function showGroup(groupId) {
  const before = groups.shown;
  groups.shown = groupId;
  try {
    await showView("deals");
  } catch (problem) {
    groups.shown = before;
    throw problem;
  }
  el("group").scrollIntoView({ block: "nearest" });
}

async function followLink() {
  const groupId = new URLSearchParams(location.hash.slice(1)).get("group");
  if (groupId) await (isGuest() ? askWho() : showGroup(groupId));
}
