// The menu, and what is chosen with a dish: options, and the parts of a combo.
"use strict";

async function loadMenu() {
  state.menu = await call("GET", `/stores/${state.store.store_id}/menu${served()}`);
  drawMenu();
}

function drawMenu() {
  if (!state.menu) return;
  const products = new Map(state.menu.products.map(product => [product.product_id, product]));
  const shelves = state.menu.categories.flatMap(category => {
    const cards = category.product_ids.flatMap(id => cardsOf(products.get(id)));
    for (const id of category.product_ids) products.delete(id);
    return cards.length ? [node("h3", { textContent: category.name }), ...cards] : [];
  });
  const rest = [...products.values()].flatMap(cardsOf);
  el("menu").replaceChildren(node("h2", { textContent: state.store.name }), ...shelves, ...rest);
  drawCounters();
}

function cardsOf(product) {
  return (product?.skus || []).map(sku => {
    const name = `${product.name} ${sku.name}`.trim();
    const add = node("button", { className: "step", textContent: "+", disabled: sku.sold_out, ariaLabel: t("more", name), onclick: () => attempt(() => want(product, sku)) });
    add.dataset.sku = sku.external_code || sku.sku_id;
    const less = node("button", { className: "step", textContent: "−", ariaLabel: t("less", name), onclick: () => attempt(() => lessOf(sku)) });
    const counter = node("span", { className: "counter" }, less, node("b", { textContent: "0" }), add);
    counter.dataset.counts = sku.sku_id;
    const card = node("div", { className: sku.sold_out ? "card row gone" : "card row" }, named(name, aboutOf(product, sku)), counter);
    card.dataset.soldOut = sku.sold_out;
    if (product.image_url) card.prepend(node("img", { className: "photo", src: product.image_url, alt: "", loading: "lazy" }));
    return card;
  });
}

function aboutOf(product, sku) {
  const cost = price(sku.price);
  if (sku.sold_out) return `${cost} · ${t("soldOut")}`;
  const about = [cost, product.description, hasChoices(product) && t("options"), sku.packaging_fee && `${t("packaging")} ${price(sku.packaging_fee)}`,
    product.min_per_order > 1 && t("from", product.min_per_order), product.max_per_order && t("most", product.max_per_order), product.not_sold_alone && t("notAlone")];
  return about.filter(Boolean).join(" · ");
}

const groupOf = id => state.menu.modifier_groups.find(each => each.modifier_group_id === id);
const hasChoices = product => product.combo_slots.length > 0 || product.modifier_group_ids.some(id => groupOf(id)?.modifiers.length);

async function want(product, sku) {
  if (hasChoices(product)) return openChooser(product, sku);
  await putIn({ sku_id: sku.sku_id, quantity: Math.max(1, cart?.lines.some(line => line.sku_id === sku.sku_id) ? 1 : product.min_per_order) });
}

function openChooser(product, sku, done = putIn, word = "add") {
  const groups = node("div", {}, ...product.modifier_group_ids.flatMap(id => groupFields(id)), ...product.combo_slots.flatMap(slotFields));
  const note = node("input", { id: "note", maxLength: 200, ariaLabel: t("note"), placeholder: t("note") });
  const add = node("button", { id: "add", className: "go", type: "button", textContent: t(word) });
  const keepRight = () => { add.disabled = ![...groups.querySelectorAll("fieldset")].every(isRight); };
  groups.addEventListener("change", event => { nest(event.target); keepRight(); });
  for (const field of groups.querySelectorAll("input")) nest(field);
  keepRight();
  add.addEventListener("click", () => attempt(async () => {
    el("choose").close();
    await done({ sku_id: sku.sku_id, quantity: 1, remark: note.value.trim(), modifiers: chosenIn(groups, "modifier"), combo_choices: partsIn(groups) });
  }));
  el("choose").replaceChildren(node("h2", { textContent: `${product.name} ${sku.name}`.trim() }), groups, note, node("div", { className: "row end" }, closing(), add));
  el("choose").showModal();
}

function groupFields(id) {
  const group = groupOf(id);
  if (!group?.modifiers.length) return [];
  const free = group.free_quantity ? ` · ${t("free", group.free_quantity)}` : "";
  return [fields("modifier", group, group.name + free, group.modifiers.map(each => ({
    id: each.modifier_id, name: each.name, cost: each.price, most: each.max_quantity, soldOut: each.sold_out, chosen: each.default_quantity, groups: each.modifier_group_ids,
  })))];
}

function slotFields(slot) {
  const made = fields("part", slot, slot.name, slot.options.map(each => ({
    id: each.sku_id, name: `${each.name} ${each.sku_name}`.trim(), cost: each.extra_price, most: 1, soldOut: each.sold_out, chosen: each.default ? 1 : 0, groups: each.modifier_group_ids,
  })));
  made.dataset.slot = slot.slot_id;
  return [made];
}

// One group: so many of its options must be chosen, each as often as it may be.
function fields(kind, group, title, options) {
  const { min_select: least, max_select: most } = group;
  const name = `g${random()}`;
  let missing = Math.max(0, least - options.reduce((sum, each) => sum + (each.soldOut ? 0 : each.chosen), 0));
  const rows = options.map(option => {
    const number = option.most > 1 && most !== 1;
    let chosen = option.soldOut ? 0 : option.chosen;
    if (!chosen && missing && !option.soldOut) { chosen = 1; missing -= 1; }
    const field = node("input", number ? { type: "number", min: 0, max: option.most, value: chosen } : { type: most === 1 && least === 1 ? "radio" : "checkbox", name, checked: chosen > 0 });
    Object.assign(field, { disabled: option.soldOut, choice: option });
    const cost = option.cost?.minor_units ? ` +${price(option.cost)}` : "";
    return node("div", { className: "option" }, node("label", { className: "row" }, node("span", { className: "grow", textContent: option.name + (option.soldOut ? ` · ${t("soldOut")}` : cost) }), field));
  });
  const made = node("fieldset", {}, node("legend", {}, title, node("span", { className: "quiet", textContent: ` ${t("pick", least, most || options.length)}` })), ...rows);
  Object.assign(made.dataset, { kind, least, most: most || 999 });
  return made;
}

const timesOf = field => (field.type === "number" ? Number(field.value) || 0 : Number(field.checked));
const ownFields = group => [...group.querySelectorAll(":scope > .option > label > input")];
const isRight = group => {
  const sum = ownFields(group).reduce((all, field) => all + timesOf(field), 0);
  return sum >= Number(group.dataset.least) && sum <= Number(group.dataset.most);
};

// What is chosen may ask for choices of its own.
function nest(field) {
  const group = field.closest("fieldset");
  for (const each of group ? ownFields(group) : []) {
    const row = each.closest(".option");
    const open = row.querySelector(":scope > .nested");
    if (!timesOf(each)) open?.remove();
    else if (!open && each.choice.groups?.length) {
      const nested = node("div", { className: "nested" }, ...each.choice.groups.flatMap(id => groupFields(id)));
      row.append(nested);
      for (const inner of nested.querySelectorAll("input")) nest(inner);
    }
  }
}

const groupsIn = (place, kind) => [...(place?.querySelectorAll(":scope > fieldset") || [])].filter(each => each.dataset.kind === kind);
function chosenIn(place, kind) {
  return groupsIn(place, kind).flatMap(ownFields).filter(field => timesOf(field)).map(field => ({
    modifier_id: field.choice.id, quantity: timesOf(field), modifiers: chosenIn(field.closest(".option").querySelector(":scope > .nested"), "modifier"),
  }));
}
const partsIn = place => groupsIn(place, "part").flatMap(group => ownFields(group).filter(field => timesOf(field)).map(field => ({
  slot_id: group.dataset.slot, sku_id: field.choice.id, modifiers: chosenIn(field.closest(".option").querySelector(":scope > .nested"), "modifier"),
})));
