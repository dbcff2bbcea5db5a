"""The phone's cart: an order of which no answer came is asked for again under the same key."""

import json
import subprocess
from pathlib import Path

import gateways.pages

SITE = Path(gateways.pages.__file__).with_name("site")
AROUND = """
const language = "en", inWords = data => data.reason;
const state = { store: { store_id: "s" }, service: "PICK_UP" };
const wished = () => ({ service_type: state.service }), wishesMore = () => false;
const keys = [], answers = [
  () => { throw new TypeError("the line broke"); },
  () => new Response("<html>", { status: 502 }),
  () => Response.json({ reason: "IN_PROGRESS" }, { status: 409 }),
  () => Response.json({ order_id: "ord_1" }),
];
globalThis.fetch = async (_, asked) => {
  keys.push(asked.headers["idempotency-key"]);
  return (answers.shift() || (() => Response.json({})))();
};
const read = version => {
  cart = { version, lines: [{ line_id: "tea", can_be_ordered: true }] };
  wish = {};
};
(async () => {
  for (let n = 0; n < 5; n++) { read(3); await placeCart().catch(() => {}); }
  read(4); await placeCart();
  console.log(JSON.stringify(keys));
})();
"""


def test_an_order_without_an_answer_keeps_its_key_until_it_is_placed():
    script = "".join((SITE / name).read_text("utf-8") for name in ("api.js", "cart.js")) + AROUND
    done = subprocess.run(
        ["node", "-e", script], capture_output=True, check=True, text=True, timeout=60
    )
    keys = json.loads(done.stdout)
    assert keys[:4] == [keys[0]] * 4
    assert len(set(keys)) == 3
