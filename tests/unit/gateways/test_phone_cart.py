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
const place = version => { read(version); return placeCart().catch(() => {}); };
"""


def keys_of(acts: str) -> list[str]:
    """The keys under which the page asks for what it does."""
    script = "".join((SITE / name).read_text("utf-8") for name in ("api.js", "cart.js")) + AROUND
    script += f"(async () => {{ {acts} console.log(JSON.stringify(keys)); }})();"
    done = subprocess.run(
        ["node", "-e", script], capture_output=True, check=True, text=True, timeout=60
    )
    return json.loads(done.stdout)


def test_an_order_without_an_answer_keeps_its_key_until_it_is_placed():
    keys = keys_of("for (let n = 0; n < 5; n++) await place(3); await place(4);")
    assert keys[:4] == [keys[0]] * 4
    assert len(set(keys)) == 3


def test_an_order_without_an_answer_keeps_its_key_whatever_is_asked_for_meanwhile():
    keys = keys_of("await place(3); await once('/groups', {}).catch(() => {}); await place(3);")
    assert keys[0] == keys[2] != keys[1]
