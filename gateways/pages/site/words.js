// What the phone says, in each of its languages.
"use strict";

const WORDS = {
  zh: {
    other: "English", phone: "手机点餐", iAm: "我是", guest: "未登录", logIn: "登录后下单", stores: "附近门店", choose: "选择", closed: "休息中", away: "公里",
    cart: "购物车", empty: "购物车是空的", clear: "清空", accept: "知道了", order: "我的订单", place: "下单", remove: "移除", take: n => `改为 ${n} 件`,
    pieces: n => `${n} 件`, save: amount => `已优惠 ${amount}`, packed: amount => `含打包费 ${amount}`, packaging: "打包费", discount: "优惠",
    soldOut: "售罄", from: n => `起购 ${n} 件`, most: n => `限购 ${n} 件`, notAlone: "不单卖", options: "选规格", add: "加入购物车", cancelChoice: "返回",
    more: name => `加 ${name}`, less: name => `减 ${name}`, pick: (min, max) => (min === max ? `选 ${min} 项` : `选 ${min}–${max} 项`), free: n => `前 ${n} 份免费`,
    ordering: "点餐", orders: "订单", mine: "我的", DELIVERY: "外送", address: "地址", newAddress: "新增地址", contact: "联系人", number: "电话", street: "地址", detail: "门牌号", keep: "保存", when: "期望时间(空为尽快)",
    coupons: "优惠券", until: day => `有效期至 ${day}`, brought: amount => `含配送费 ${amount}`, bringing: "配送费", search: "搜索菜品、取餐码、单号", noOrders: "没有找到订单", showMore: "更多", open: "查看",
    askBack: "申请退款", reason: "退款原因", withdraw: "撤销申请", escalate: "申请平台介入", wantedAt: at => `期望 ${at}`, waits: at => `预约单,${at} 开始制作`,
    deals: "特惠", flash: "限时秒杀", noFlash: "暂无秒杀", usually: amount => `原价 ${amount}`, left: (n, all) => `剩 ${n} / ${all} 件`, inLine: n => `${n} 人排队`, begins: "距开始", ends: "距结束", daysLeft: n => `${n} 天`,
    getIn: "立即抢", howMany: "件数", orderNow: "去下单", giveBack: "放弃资格", leaveLine: "不排了", toOrder: "查看订单", orderWithin: "请尽快下单,剩余",
    admissions: { WAITING: (n, place) => `排队中,第 ${place} 位`, ADMITTED: n => `抢到资格:${n} 件`, ORDERED: () => "已下单,请完成支付", SOLD: n => `已购得 ${n} 件`, LAPSED: () => "资格已过期", RETURNED: () => "资格已退回" },
    groupOffers: "拼团", noGroupOffers: "暂无拼团", ofPeople: n => `${n} 人团`, withinHours: n => `${n} 小时内成团`, withinMinutes: n => `${n} 分钟内成团`, openGroup: "开团", join: "参团", groupEnds: "距截止",
    paidOf: (n, all, free) => `${n}/${all} 人已支付 · 剩 ${free} 个空位`, freePlace: "虚位以待", companion: "团友", myself: "我", groupCode: "拼团口令", groupLink: "邀请链接", myGroups: "我的拼团", toGroup: "查看团",
    groupStates: { SUCCEEDED: "拼团成功", FAILED: "未成团" }, cameBack: amount => `已退款 ${amount}`, comesBack: "退款中", waitsForGroup: "已支付,等待成团", refunded: "已退款",
    cancelReasons: { CUSTOMER: "您已取消", PAYMENT_TIMEOUT: "超时未支付", STORE_REJECTED: "门店无法接单,款项原路退回", OUT_OF_STOCK: "库存不足,款项原路退回", OPERATOR: "客服已取消", CHANNEL: "平台已取消", NO_RIDER: "暂无骑手,款项原路退回", GROUP_NOT_FULL: "未成团,款项原路退回" },
    points: "积分", noMember: "完成首单即成为会员", offers: "可领优惠券", claim: "领取", taken: "已领取", days: n => `领取后 ${n} 天内有效`, hours: n => `领取后 ${n} 小时内有效`, minutes: n => `领取后 ${n} 分钟内有效`, noCoupons: "还没有优惠券",
    asked: { APPLIED: "退款申请中", AGREED: "已同意,退款中", REFUSED: "商家已拒绝", ARBITRATING: "客服处理中", REFUNDED: "已退款", FAILED: "退款失败,商家将重试", WITHDRAWN: "已撤销" },
    steps: { LOOKING: "正在呼叫骑手", ASSIGNED: "骑手正赶往门店", AT_STORE: "骑手已到店", PICKED_UP: "骑手配送中", DELIVERED: "已送达", CANCELLED: "配送已取消", FAILED: "配送未成功" },
    carriers: { sandbox: "演示骑手", dada: "达达", meituan: "美团", eleme: "饿了么" }, ofVouchers: { PLACED: "已支付,发券中", FULFILLED: "已发券" }, fields: { contact_name: "联系人", contact_phone: "电话", street: "地址", detail: "门牌号", expected_time: "期望时间", table_number: "桌号", remark: "备注", reason: "退款原因" }, wrong: fields => `请检查填写内容:${fields}`,
    askedVouchers: { APPLIED: "退券处理中", REFUSED: "券已核销,不能退" }, scan: "券码二维码",
    voucherStates: { ISSUED: "可使用", REDEEMED: "已核销", EXPIRED: "已过期", VOIDED: "已退" },
    couponStates: { ISSUED: "可使用", HELD: "使用中", REDEEMED: "已使用", EXPIRED: "已过期", REVOKED: "已收回" },
    kinds: { EARN: "消费获得", REVERSE: "退款扣回", SETTLE: "抵扣欠分", REDEEM: "积分抵扣", UNREDEEM: "积分退回", EXPIRE: "积分过期", ADJUST: "积分调整", FORFEIT: "会员注销", MERGE: "账号合并" },
    note: "备注", service: "用餐方式", PICK_UP: "自取", DINE_IN: "堂食", VOUCHER: "电子券", table: "桌号", code: "取餐码", cancel: "取消", pay: "去支付", noDemo: "演示数据未加载:请用 make run 启动。",
    states: { PENDING_PAYMENT: "待支付", PLACED: "已支付", ACCEPTED: "已接单", PREPARING: "制作中", READY: "请取餐", DELIVERING: "配送中", FULFILLED: "已取餐", COMPLETED: "已完成", CANCELLED: "已取消" },
    changes: {
      PRICE: line => `价格已变:原 ${line.before}`, NAME: line => `名称已变:原“${line.previous_name}”`, SOLD_OUT: () => "售罄", GONE: () => "已下架", NOT_SOLD_NOW: () => "当前时段不售",
      OPTION_GONE: line => (line.item_name ? `“${line.item_name}”已无法选择` : "所选规格已无法选择"), OUT_OF_STOCK: () => "库存为 0", TOO_FEW: line => `仅剩 ${line.available} 件`, NOT_ALLOWED_SO: () => "不符合购买数量或搭配要求",
    },
    reasons: {
      PRICE_CHANGED: "价格有变动,请重新确认。", CART_CHANGED: "购物车已在另一台设备上更改,请重新确认。", IN_PROGRESS: "正在下单,请稍后再看。", CART_EMPTY: "购物车是空的。", CART_FULL: "购物车已满。",
      OUT_OF_STOCK: "库存不足:", SOLD_OUT: "已售罄:", STORE_NOT_TAKING_ORDERS: "门店暂不接单。", STORE_NOT_FOUND: "没有这家门店。", NOT_ON_MENU: "有菜品已下架。", BELOW_MINIMUM: "未达起送金额。",
      MODIFIER_LIMIT: "规格选择数量不对。", RATE_LIMITED: "操作太快,请稍候。", UNAUTHENTICATED: "登录已过期,请刷新。", BELOW_DISH_MINIMUM: "有菜品未达起购数量。", ABOVE_DISH_MAXIMUM: "有菜品超过限购数量。", NOT_SOLD_ALONE: "所选菜品不单卖。", VOUCHERS_APART: "电子券请单独购买。", VOUCHERS_USED: "已核销的券不能退。", VOUCHERS_NOT_VOIDED: "退券处理中,请稍候。",
      CANCEL_NEEDS_AFTER_SALE: "订单已在处理,请申请退款。", ILLEGAL_MOVE: "订单状态已变,请刷新查看。", ORDER_NOT_FOUND: "没有这个订单。", NOT_AWAITING_PAYMENT: "订单已不待支付,请刷新查看。", ORDER_ALREADY_PAID: "订单已支付。", ORDER_CLOSED: "订单已关闭。",
      AFTER_SALE_CLOSED: "此订单已不能申请退款。", REFUND_EXCEEDS_PAID: "超过可退金额。", PIECES_EXCEED_BOUGHT: "超过可退数量。", CART_LINE_NOT_FOUND: "购物车已变,请刷新查看。", MODIFIER_NOT_ALLOWED: "所选规格已无法选择。", COMBO_CHOICE_WRONG: "套餐搭配不对,请重新选择。",
      COUPONS_SPENT: "优惠券已领完。", NOT_CLAIMABLE: "此券不能自行领取。", TEMPLATE_CLOSED: "领券活动已结束。", COUPON_NOT_FOUND: "没有这张优惠券。", COUPON_NOT_USABLE: "此单不能使用所选优惠券。", PERSON_LIMIT_REACHED: "已达每人限用次数。", BUDGET_SPENT: "优惠名额已用完,请重新确认。",
      ADDRESS_NOT_FOUND: "没有这个地址。", TOO_MANY_ADDRESSES: "地址数量已满。", PROVIDER_REFUSED: "支付未成功,请重试。", PLUGIN_UNAVAILABLE: "服务暂不可用,请稍后重试。", PEER_UNAVAILABLE: "服务暂不可用,请稍后重试。", STORAGE_UNAVAILABLE: "服务暂不可用,请稍后重试。", DEADLINE_EXCEEDED: "响应超时,请稍后重试。", INTERNAL: "出错了,请稍后重试。",
      SESSION_NOT_FOUND: "没有这场秒杀。", SESSION_NOT_RUNNING: "秒杀未开始或已结束。", OTHER_STORE: "这家门店不参加。", PERSON_LIMIT: ({ left }) => (left > 0 ? `您最多还可购 ${left} 件。` : "已达每人限购数量。"), ADMISSION_NOT_FOUND: "没有这个资格。",
      ADMISSION_NOT_USABLE: ({ cause }) => ({ WAITING: "还在排队,请稍候。", LAPSED: "资格已过期,请重新抢。", RETURNED: "资格已退回,请重新抢。", ORDERED: "资格已用于另一订单。", OTHER_STORE: "资格属于另一家门店。" })[cause] || "资格无法使用。",
      FLASH_PRICE_NOT_READY: "秒杀价即将生效,请再试一次。", GROUP_PRICE_NOT_READY: "拼团价即将生效,请再试一次。", OFFER_NOT_FOUND: "没有这个拼团活动。", OFFER_NOT_BEGUN: "拼团尚未开始。", OFFER_ENDED: "活动已结束,不能再开团。", OFFER_NOT_HERE: "这家门店不参加此拼团。",
      GROUP_NOT_FOUND: "没有这个团,请核对口令。", GROUP_CLOSED: "该团已结束,可另开一团。", GROUP_FULL: "该团已满,可另开一团。",
    },
  },
  en: {
    other: "中文", phone: "Order by phone", iAm: "I am", guest: "not logged in", logIn: "Log in to order", stores: "Stores nearby", choose: "Choose", closed: "closed", away: "km",
    cart: "Cart", empty: "Your cart is empty", clear: "Empty it", accept: "All right", order: "My order", place: "Place order", remove: "Remove", take: n => `Take ${n}`,
    pieces: n => `${n} pc`, save: amount => `you save ${amount}`, packed: amount => `with packaging ${amount}`, packaging: "Packaging", discount: "Discount",
    soldOut: "sold out", from: n => `from ${n}`, most: n => `at most ${n}`, notAlone: "not sold alone", options: "Options", add: "Add to cart", cancelChoice: "Back",
    more: name => `Add ${name}`, less: name => `Less ${name}`, pick: (min, max) => (min === max ? `choose ${min}` : `choose ${min}–${max}`), free: n => `${n} free`,
    ordering: "Menu", orders: "Orders", mine: "Me", DELIVERY: "Delivery", address: "Address", newAddress: "New address", contact: "Name", number: "Phone", street: "Street", detail: "Floor, door", keep: "Keep", when: "When (empty: soon)",
    coupons: "Coupons", until: day => `good until ${day}`, brought: amount => `with delivery ${amount}`, bringing: "Delivery", search: "Dish, pick-up code, order number", noOrders: "No orders found", showMore: "More", open: "Show",
    askBack: "Ask for money back", reason: "Why", withdraw: "Withdraw it", escalate: "Go to the service desk", wantedAt: at => `Wanted ${at}`, waits: at => `Ordered ahead: made from ${at}`,
    deals: "Deals", flash: "Flash sales", noFlash: "No flash sale now", usually: amount => `usually ${amount}`, left: (n, all) => `${n} of ${all} left`, inLine: n => `${n} in line`, begins: "Begins in", ends: "Ends in", daysLeft: n => (n === 1 ? "1 day" : `${n} days`),
    getIn: "Get one", howMany: "Pieces", orderNow: "Order now", giveBack: "Give it back", leaveLine: "Leave the line", toOrder: "My order", orderWithin: "Order within",
    admissions: { WAITING: (n, place) => `In line: number ${place}`, ADMITTED: n => `You are in: ${n} pc`, ORDERED: () => "Ordered: please pay", SOLD: n => `Yours: ${n} pc`, LAPSED: () => "Your time to order is over", RETURNED: () => "Given back" },
    groupOffers: "Buy together", noGroupOffers: "Nothing to buy together now", ofPeople: n => `${n} people`, withinHours: n => `within ${n} hours`, withinMinutes: n => `within ${n} minutes`, openGroup: "Open a group", join: "Join", groupEnds: "Closes in",
    paidOf: (n, all, free) => `${n} of ${all} have paid · ${free} free`, freePlace: "free place", companion: "companion", myself: "me", groupCode: "Group code", groupLink: "Link for friends", myGroups: "My groups", toGroup: "The group",
    groupStates: { SUCCEEDED: "Group complete", FAILED: "Not enough people" }, cameBack: amount => `${amount} refunded`, comesBack: "refund on its way", waitsForGroup: "Paid: waits until the group is complete", refunded: "Refunded",
    cancelReasons: {
      CUSTOMER: "You have cancelled it", PAYMENT_TIMEOUT: "Not paid in time", STORE_REJECTED: "The store could not take it: your money goes back", OUT_OF_STOCK: "None was left: your money goes back", OPERATOR: "Cancelled by the service desk", CHANNEL: "Cancelled by the platform",
      NO_RIDER: "No rider was free: your money goes back", GROUP_NOT_FULL: "The group was not complete: your money goes back",
    },
    points: "Points", noMember: "A member after the first order", offers: "Coupons to take", claim: "Take", taken: "Taken", days: n => `good for ${n} days once taken`, hours: n => `good for ${n} hours once taken`, minutes: n => `good for ${n} minutes once taken`, noCoupons: "No coupons yet",
    asked: { APPLIED: "Asked: waits for an answer", AGREED: "Agreed, on its way", REFUSED: "Refused by the store", ARBITRATING: "At the service desk", REFUNDED: "Refunded", FAILED: "Refund failed, the store tries again", WITHDRAWN: "Withdrawn" },
    steps: { LOOKING: "Looking for a rider", ASSIGNED: "A rider goes to the store", AT_STORE: "The rider is at the store", PICKED_UP: "The rider is on the way", DELIVERED: "Delivered", CANCELLED: "Delivery called off", FAILED: "Delivery failed" },
    carriers: { sandbox: "Demo riders", dada: "Dada", meituan: "Meituan", eleme: "Ele.me" }, ofVouchers: { PLACED: "Paid: codes are coming", FULFILLED: "Issued" }, askedVouchers: { APPLIED: "Being made void", REFUSED: "Used: not given back" }, scan: "The voucher's code, to be scanned",
    voucherStates: { ISSUED: "can be used", REDEEMED: "used", EXPIRED: "over", VOIDED: "given back" },
    couponStates: { ISSUED: "can be used", HELD: "in use", REDEEMED: "used", EXPIRED: "over", REVOKED: "withdrawn" },
    kinds: { EARN: "Earned", REVERSE: "Taken back for a refund", SETTLE: "Paid off what was owed", REDEEM: "Spent", UNREDEEM: "Came back", EXPIRE: "Ran out", ADJUST: "Corrected", FORFEIT: "Membership closed", MERGE: "Accounts joined" },
    note: "Words to the kitchen", service: "How", PICK_UP: "Pick up", DINE_IN: "Eat here", VOUCHER: "Voucher", table: "Table", code: "Pick-up code", cancel: "Cancel", pay: "Pay now", noDemo: "No demo is loaded: start with `make run`.",
    states: { PENDING_PAYMENT: "To pay", PLACED: "Paid", ACCEPTED: "Accepted", PREPARING: "Making", READY: "Ready", DELIVERING: "On its way", FULFILLED: "Yours", COMPLETED: "Done", CANCELLED: "Cancelled" },
    changes: {
      PRICE: line => `Price changed, was ${line.before}`, NAME: line => `Renamed, was “${line.previous_name}”`, SOLD_OUT: () => "Sold out", GONE: () => "No longer sold", NOT_SOLD_NOW: () => "Not sold at this hour",
      OPTION_GONE: line => (line.item_name ? `“${line.item_name}” cannot be chosen any more` : "An option cannot be chosen any more"), OUT_OF_STOCK: () => "None left", TOO_FEW: line => `Only ${line.available} left`, NOT_ALLOWED_SO: () => "Not in this number or combination",
    },
    reasons: {
      PRICE_CHANGED: "The price has changed: please look again.", CART_CHANGED: "The cart was changed on another device: please look again.", IN_PROGRESS: "An order is being placed: please look again shortly.", CART_EMPTY: "The cart is empty.", CART_FULL: "The cart is full.",
      OUT_OF_STOCK: "Not enough is left: ", SOLD_OUT: "Sold out: ", STORE_NOT_TAKING_ORDERS: "The store takes no orders now.", STORE_NOT_FOUND: "There is no such store.", NOT_ON_MENU: "A dish is no longer on the menu.", BELOW_MINIMUM: "Below the minimum of a delivery.",
      MODIFIER_LIMIT: "Too few or too many options.", RATE_LIMITED: "Too fast: please wait a moment.", UNAUTHENTICATED: "Your login has ended: please reload.", BELOW_DISH_MINIMUM: "Too few pieces of a dish.", ABOVE_DISH_MAXIMUM: "Too many pieces of a dish.", NOT_SOLD_ALONE: "This is not sold alone.", VOUCHERS_APART: "Vouchers are ordered by themselves.", VOUCHERS_USED: "A used voucher is not given back.", VOUCHERS_NOT_VOIDED: "The vouchers are being made void: please wait.",
      CANCEL_NEEDS_AFTER_SALE: "The order is under way: please ask for money back.", ILLEGAL_MOVE: "The order is another by now: please look again.", ORDER_NOT_FOUND: "There is no such order.", NOT_AWAITING_PAYMENT: "The order waits for no payment: please look again.", ORDER_ALREADY_PAID: "The order is paid.", ORDER_CLOSED: "The order is closed.",
      AFTER_SALE_CLOSED: "Of this order no money can be asked back any more.", REFUND_EXCEEDS_PAID: "That is more than can be given back.", PIECES_EXCEED_BOUGHT: "Those are more pieces than can be given back.", CART_LINE_NOT_FOUND: "The cart has changed: please look again.", MODIFIER_NOT_ALLOWED: "An option cannot be chosen any more.", COMBO_CHOICE_WRONG: "The parts of the set do not fit: please choose again.",
      COUPONS_SPENT: "None of these coupons is left.", NOT_CLAIMABLE: "This coupon is not for taking.", TEMPLATE_CLOSED: "These coupons are not given out any more.", COUPON_NOT_FOUND: "There is no such coupon.", COUPON_NOT_USABLE: "A chosen coupon cannot be used for this order.", PERSON_LIMIT_REACHED: "You have had it as often as one may.", BUDGET_SPENT: "The discount has run out: please look again.",
      ADDRESS_NOT_FOUND: "There is no such address.", TOO_MANY_ADDRESSES: "You have as many addresses as one may.", PROVIDER_REFUSED: "The payment failed: please try again.", PLUGIN_UNAVAILABLE: "Not available now: please try again shortly.", PEER_UNAVAILABLE: "Not available now: please try again shortly.", STORAGE_UNAVAILABLE: "Not available now: please try again shortly.", DEADLINE_EXCEEDED: "No answer in time: please try again shortly.", INTERNAL: "Something went wrong: please try again shortly.",
      SESSION_NOT_FOUND: "There is no such flash sale.", SESSION_NOT_RUNNING: "The flash sale has not begun, or is over.", OTHER_STORE: "This store takes no part in it.", PERSON_LIMIT: ({ left }) => (left > 0 ? `You may have ${left} more at most.` : "You have had as many as one may have."), ADMISSION_NOT_FOUND: "There is no such admission.",
      ADMISSION_NOT_USABLE: ({ cause }) => ({ WAITING: "You are still in line: please wait.", LAPSED: "Your time to order is over: please ask again.", RETURNED: "It was given back: please ask again.", ORDERED: "Another order has it.", OTHER_STORE: "It is for another store." })[cause] || "It cannot be used.",
      FLASH_PRICE_NOT_READY: "The price applies in a moment: please try again.", GROUP_PRICE_NOT_READY: "The group's price applies in a moment: please try again.", OFFER_NOT_FOUND: "There is no such offer.", OFFER_NOT_BEGUN: "The offer has not begun yet.", OFFER_ENDED: "The offer is over: no new groups.", OFFER_NOT_HERE: "The offer does not hold in this store.",
      GROUP_NOT_FOUND: "There is no such group: please check the code.", GROUP_CLOSED: "The group is over: open another one.", GROUP_FULL: "The group is full: open another one.",
    },
  },
};

// What a browser keeps of the reader; a private window may keep nothing.
const kept = {
  get: (key, otherwise) => { try { return localStorage.getItem(`phone.${key}`) ?? otherwise; } catch { return otherwise; } },
  set: (key, value) => { try { localStorage.setItem(`phone.${key}`, value); } catch { /* Only for this visit, then. */ } },
};
const asked = new URLSearchParams(location.hash.slice(1)).get("lang");
let language = asked in WORDS ? asked : kept.get("language", navigator.language.startsWith("zh") ? "zh" : "en");
const t = (key, ...about) => { const said = WORDS[language][key]; return typeof said === "function" ? said(...about) : said; };

// A refusal in the reader's words, where there are some; else as the platform says it, in English.
function inWords(told) {
  const { reason, detail, title, message, violations, items } = told;
  const known = t("reasons")[reason];
  if (typeof known === "function") return known(told);
  const which = items ? items.split(",").map(each => each.split("=")[0]).join(", ") : "";
  const fields = (violations || []).map(each => t("fields")?.[each.field.split(".").at(-1)]);
  if (fields.length && fields.every(Boolean)) return t("wrong", fields.join("、"));
  if (known) return /[::] ?$/.test(known) && which ? known + which : known.replace(/[::] ?$/, "");
  return [detail || message || title, ...(violations || []).map(each => `${each.field}: ${each.description}`)].join(" · ");
}

function money(units, currency) {
  const format = new Intl.NumberFormat(language, { style: "currency", currency, currencyDisplay: "narrowSymbol" });
  return format.format(units / 10 ** format.resolvedOptions().maximumFractionDigits);
}
const price = amount => money(amount.minor_units, amount.currency);
