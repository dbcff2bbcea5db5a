// The way to all that can be clicked, in the reader's language.
"use strict";

const WORDS = {
  zh: {
    other: "English", running: "中台已启动。看一张订单怎么走:把手机和收银台并排打开。", shop: "手机点餐", shopMore: "点餐、付款;在“电子券”下买一张券,拿到券码", till: "门店收银台", tillMore: "接单、出餐;输入顾客的券码即可核销",
    platform: "模拟外卖平台", platformMore: "点一下 Place an order,平台订单就到收银台", docs: "接口文档,可直接试用", metrics: "运行指标", more: "各服务走 gRPC(支持反射);zhongtai status 列出全部地址。",
  },
  en: {
    other: "中文", running: "The platform is running. See an order travel: open the phone and the till side by side.", shop: "the phone", shopMore: "Order and pay; under “Voucher” buy one, and have its code", till: "the till", tillMore: "Accept and hand out; type a customer's code to redeem their voucher",
    platform: "a simulated takeaway platform", platformMore: "Press “Place an order”: it comes to the till", docs: "the REST interface, to be tried out", metrics: "figures", more: "Services are on gRPC with reflection; zhongtai status prints every address.",
  },
};
const asked = new URLSearchParams(location.hash.slice(1)).get("lang");
let language = (asked in WORDS && asked) || read() || (navigator.language.startsWith("zh") ? "zh" : "en");

// What a browser keeps of the reader, for the phone as well; a private window may keep nothing.
function read() {
  try {
    const kept = localStorage.getItem("phone.language");
    return kept in WORDS ? kept : "";
  } catch { return ""; }
}

function draw() {
  document.documentElement.lang = language;
  for (const each of document.querySelectorAll("[data-word]")) each.textContent = WORDS[language][each.dataset.word];
}

document.getElementById("language").addEventListener("click", () => {
  language = language === "zh" ? "en" : "zh";
  try { localStorage.setItem("phone.language", language); } catch { /* Only for this visit, then. */ }
  draw();
});

async function lead() {
  const { platform } = await (await fetch("/config.json")).json();
  const door = document.getElementById("platform");
  if (!platform) return;
  door.querySelector("a").href = platform;
  door.querySelector("b").textContent = new URL(platform).host;
  door.hidden = false;
}

draw();
lead();
