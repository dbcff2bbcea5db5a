// What is cheaper for a while at the store: flash sales, and what groups buy. It is read again and
// again for as long as it is looked at, and counts down by the platform's clock.
"use strict";

const EVERY = 3; // Seconds from one reading to the next.
const deals = { asking: null, told: "", seconds: 0 };

function forgetDeals() {
  Object.assign(deals, { asking: null, told: "" });
  forgetSales();
  forgetGroups();
}

// Dishes and their choices are those of a store: the nearest that is open, unless one was chosen.
async function showDeals() {
  const nearest = state.store || state.stores.find(store => store.open);
  if (!nearest) return el("sales").replaceChildren(node("p", { className: "quiet", textContent: t("reasons").STORE_NOT_TAKING_ORDERS }));
  if (!state.store) await enterStore(nearest);
  // The menu of vouchers has none of them: what was drawn with it is drawn anew.
  if (state.service === "VOUCHER") {
    await serve("PICK_UP");
    deals.told = "";
  }
  await readDeals();
}

async function readDeals() {
  const asking = deals.asking = {};
  const store = state.store.store_id;
  try {
    const [ofSales, ofGroups] = await Promise.all([readSales(store), readGroups(store)]);
    // Only the newest answer counts.
    if (deals.asking === asking) showTold(store, ofSales, ofGroups);
  } finally {
    if (deals.asking === asking) deals.asking = null;
  }
}

function showTold(store, ofSales, ofGroups) {
  Object.assign(sales, ofSales);
  Object.assign(groups, ofGroups);
  const told = JSON.stringify([store, ofSales, ofGroups]);
  // What has not changed stays, and with it what the reader is about to press.
  if (told !== deals.told) drawDeals();
  deals.told = told;
}

function drawDeals() {
  const at = document.activeElement?.id;
  drawSales();
  drawGroups();
  drawTimes();
  if (at) el(at)?.focus({ preventScroll: true });
}

async function lookAgain() {
  if (el("view-deals").hidden || document.hidden || !state.store) return;
  if (hasBegun()) drawDeals();
  else drawTimes();
  deals.seconds += 1;
  // What cannot be read now is read the next time.
  if (deals.seconds % EVERY === 0 && !deals.asking) await readDeals().catch(() => {});
}

function drawCards(where, title, cards, none) {
  el(where).replaceChildren(node("h2", { textContent: t(title) }), ...(cards.length ? cards : [node("p", { className: "quiet", textContent: t(none) })]));
}

function drawTimes() {
  for (const each of document.querySelectorAll("[data-until]")) each.textContent = countdown(Date.parse(each.dataset.until) - now());
}

// Whether something is drawn as still to come whose time has come: nothing else may be new of it.
const hasBegun = () => [...document.querySelectorAll("[data-begins]")].some(each => Date.parse(each.dataset.until) <= now());

function countdown(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const parts = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60].map(each => String(each).padStart(2, "0"));
  const days = Math.floor(seconds / 86400);
  return `${days ? `${t("daysLeft", days)} ` : ""}${parts.join(":")}`;
}

function until(word, moment) {
  const left = node("time", { className: "left" });
  left.dataset.until = moment;
  if (word === "begins") left.dataset.begins = "";
  return node("span", { className: "quiet block" }, `${t(word)} `, left);
}

// Before it begins, or until it ends.
const whenOf = ({ begins_at, ends_at }) => (begins_at && Date.parse(begins_at) > now() ? until("begins", begins_at) : until("ends", ends_at));

// A dish of the menu by its SKU; nothing where the store does not sell it.
function dishOf(skuId) {
  for (const product of state.menu?.products || []) {
    const sku = product.skus.find(each => each.sku_id === skuId);
    if (sku) return { product, sku, name: `${product.name} ${sku.name}`.trim() };
  }
  return null;
}

// What a dish costs without the deal, where that is more.
const usually = (dish, deal) => dish && dish.sku.price.minor_units > deal.price.minor_units && t("usually", price(dish.sku.price));

// Order a dish of the menu as a deal; `order` places it with the line that the choices make.
async function wantDeal(skuId, order) {
  const dish = dishOf(skuId);
  if (!dish) throw new Error(t("reasons").NOT_ON_MENU);
  if (hasChoices(dish.product)) openChooser(dish.product, dish.sku, order, "place");
  else await order({ sku_id: skuId, quantity: 1 });
}
