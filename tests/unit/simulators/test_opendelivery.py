"""The simulated OpenDelivery: what it tells until it is heard, whom it lets in, what it refuses."""

import json
from contextlib import asynccontextmanager
from types import SimpleNamespace

import httpx
import pytest

from simulators.core.chain import demo_chain
from simulators.core.clock import Clock
from simulators.core.entry import Entry, Rider, Why
from simulators.core.faults import Fault
from simulators.core.simulation import Plan, simulation
from simulators.core.stories import PLAIN, stories_with
from simulators.core.world import World
from simulators.opendelivery import keeta, messages, platform
from simulators.opendelivery.account import Account
from simulators.opendelivery.hiding import hidden, opened
from simulators.opendelivery.mailbox import Mailbox, Posted
from simulators.opendelivery.signature import sign, sign_call
from simulators.opendelivery.tokens import CALLS_OF_ONE, SHORT_SECONDS, Tokens
from tests.platform import free_ports

VECTOR = (
    b'{"eventId":"e1","eventType":"CREATED","orderId":"o1","orderURL":"https://x/o1",'
    b'"createdAt":"2024-01-01T00:00:00Z","sourceAppId":"a1"}'
)
ACCOUNT = Account("client", "secret")


def sold(count, faults=frozenset()):
    world = World(demo_chain(), 1, faults, 10**14, parts=False)
    return [world.order(place, 1.8e9) for place in range(count)]


def test_the_signature_is_that_of_the_vector():
    expected = "b528b8a698cb80455d3cb864430bd0ed9a3fda9dc63630834bfe0cd26de5a185"
    assert sign(VECTOR, "odsecret") == expected
    written = "tSi4ppjLgEVdPLhkQwvQ7Zo/2p3GNjCDS/4M0m3loYU="
    assert sign(VECTOR, "odsecret", in_base64=True) == written


def test_the_signature_of_a_call_is_that_of_the_vector():
    body = b'{"createdAt":"2024-01-01T00:00:00Z","orderExternalCode":"ord_1"}'
    url = "https://open.mykeeta.com/api/open/opendelivery/v1/orders/o1/confirm"
    expected = "q1ZtqyEEfiHhMPoY1Z1GLRV84e2Zq5DdV4H3QIzr+sA="
    assert sign_call(url, [], body, "odsecret") == expected
    assert sign_call(url, [("b", "2"), ("a", "1")], b"{}", "s") == sign_call(
        f"{url}&a=1&b=2", [], b"", "s"
    )


def test_what_is_hidden_of_a_customer_is_opened_for_who_asks():
    order = messages.order_json(Entry(next(each for each in sold(20) if each.address)))
    told = hidden(order)
    assert order["customer"]["phone"]["number"] not in json.dumps(told)
    [info] = opened({"cipherInfos": [{"cipherText": told["customer"]["phone"]["number"]}]})[
        "plainInfos"
    ]
    assert (info["plainText"], info["errorCode"]) == (order["customer"]["phone"]["number"], 0)
    assert opened({"cipherInfos": [{"cipherText": "ENC_#?#1#"}]})["plainInfos"][0]["errorCode"]


def test_every_order_adds_up_in_the_standards_sums():
    for order in sold(200):
        told = json.loads(json.dumps(messages.order_json(Entry(order))))
        cents = {name: round(price["value"] * 100) for name, price in told["total"].items()}
        goods = sum(round(item["totalPrice"]["value"] * 100) for item in told["items"])
        assert cents["itemsPrice"] == goods == order.goods
        whole = cents["itemsPrice"] + cents["otherFees"] - cents["discount"]
        assert whole == cents["orderAmount"] == order.total
        for item in told["items"]:
            piece = item["unitPrice"]["value"] + item["optionsPrice"]["value"]
            assert round(piece * 100) * item["quantity"] == round(item["totalPrice"]["value"] * 100)


def test_where_parts_are_not_given_back_no_story_is_of_a_part():
    stories = stories_with(frozenset(Fault), parts=False)
    assert not any(story.is_of_a_part for story in stories)
    assert len(stories) < len(stories_with(frozenset(Fault)))


def test_the_last_event_says_where_an_order_stands_and_whether_somebody_asks():
    entry = Entry(sold(1)[0])
    seen = [messages.last_event(entry)]
    for step in (
        entry.confirm, entry.prepare, lambda: entry.ride(Rider.PICKED_UP),
        lambda: entry.ask_back(None, "late"), lambda: entry.cancel(Why.DESK),
    ):  # fmt: skip
        step()
        seen.append(messages.last_event(entry))
    assert seen == [
        "CREATED", "CONFIRMED", "READY_FOR_PICKUP", "DISPATCHED", "ORDER_CANCELLATION_REQUEST",
        "CANCELLED",
    ]  # fmt: skip


def test_an_event_is_told_until_it_is_acknowledged_and_once_more_for_each_copy():
    box = Mailbox()
    plain, copied = Posted({"eventId": "a"}), Posted({"eventId": "b"}, copies=1, deaf=True)
    for posted in (plain, copied):
        box.post(posted)
    assert [each["eventId"] for each in box.polled()] == ["a", "b"]
    rounds = 0
    while box.polled():
        rounds += 1
        box.acknowledge(["a", "b", "never told"])
    assert (rounds, plain.done.is_set(), copied.done.is_set()) == (3, True, True)


def test_tokens_end_when_they_say_or_are_taken_back_before():
    now = [0.0]
    tokens = Tokens(ACCOUNT, Clock(now=lambda: now[0]), fickle=True)
    assert tokens.grant("client", "a guess") is None
    (short, lasts), (long, much_longer) = (tokens.grant("client", "secret") for _ in range(2))
    assert (lasts, much_longer) == (SHORT_SECONDS, 3600)
    now[0] = SHORT_SECONDS + 0.1
    assert not tokens.is_good(short)
    assert [tokens.is_good(long) for _ in range(CALLS_OF_ONE + 1)] == [True] * CALLS_OF_ONE + [
        False
    ]
    assert not tokens.is_good("made up")


@asynccontextmanager
async def listening(faults=frozenset(), platform=platform):
    """A platform, and a client with a token at it."""
    [port] = free_ports(1)
    base = f"http://127.0.0.1:{port}"
    plan = Plan("client", "secret", "http://127.0.0.1:1", base, ("127.0.0.1", port), faults=faults)
    async with (
        simulation(platform, plan, Clock(pace=0.01)) as simulated,
        httpx.AsyncClient(base_url=base) as http,
    ):
        form = {"grant_type": "client_credentials", "client_id": "client"}
        refused = await http.post("/oauth/token", data=form | {"client_secret": "a guess"})
        assert refused.status_code == 401
        granted = await http.post("/oauth/token", data=form | {"client_secret": "secret"})
        http.headers["authorization"] = f"Bearer {granted.json()['access_token']}"
        yield SimpleNamespace(http=http, sold=simulated)


def sell(side, place=0):
    order = side.sold.world.order(place, side.sold.parts.clock.now(), story=PLAIN)
    return side.sold.book.sell(order)


async def test_commands_are_carried_out_once_and_refused_where_the_order_does_not_stand():
    async with listening() as side:
        entry = sell(side)
        path = f"/v1/orders/{entry.order.number}"
        confirmation = {"createdAt": "now", "orderExternalCode": "ord_1"}
        answers = [
            await side.http.post(f"{path}/confirm", json={}),
            await side.http.post(f"{path}/confirm", json=confirmation),
            await side.http.post(f"{path}/readyForPickup"),
            await side.http.post(f"{path}/readyForPickup"),
            await side.http.post(f"{path}/acceptCancellation"),
            await side.http.post(f"{path}/dance"),
            await side.http.post("/v1/orders/17/confirm", json=confirmation),
        ]
        assert [each.status_code for each in answers] == [400, 202, 202, 422, 422, 404, 404]
        assert (await side.http.get(path)).json()["lastEvent"] == "READY_FOR_PICKUP"
        side.http.headers["authorization"] = "Bearer another"
        assert (await side.http.get(path)).status_code == 401


@pytest.mark.parametrize("wished", [False, True])
async def test_a_second_confirmation_is_misconduct_where_the_order_says_that_there_was_a_first(
    wished,
):
    async with listening() as side:
        entry = sell(side)
        path = f"/v1/orders/{entry.order.number}"
        confirmation = {"createdAt": "now", "orderExternalCode": "ord_1"}
        await side.http.post(f"{path}/confirm", json=confirmation)
        if wished:
            entry.ask_back(None, "late")
        assert (await side.http.get(path)).json()["lastEvent"].endswith("REQUEST") is wished
        await side.http.post(f"{path}/confirm", json=confirmation)
        assert bool(entry.faults) is not wished


async def test_who_confirms_again_without_asking_is_to_blame_also_while_a_wish_waits():
    async with listening() as side:
        entry = sell(side)
        path = f"/v1/orders/{entry.order.number}"
        confirmation = {"createdAt": "now", "orderExternalCode": "ord_1"}
        await side.http.post(f"{path}/confirm", json=confirmation)
        entry.ask_back(None, "late")
        await side.http.post(f"{path}/confirm", json=confirmation)
        assert entry.faults == ["confirm was told again after its answer"]


WHY = {"reason": "no gas", "code": "SYSTEMIC_ISSUES", "mode": "MANUAL"}


async def test_a_cancellation_that_is_asked_for_ends_the_order_but_not_once_it_is_on_its_way():
    async with listening() as side:
        early, late = (sell(side, place) for place in range(2))
        late.confirm()
        late.ride(Rider.PICKED_UP)
        paths = [f"/v1/orders/{each.order.number}/requestCancellation" for each in (early, late)]
        assert (await side.http.post(paths[0], json=WHY | {"code": "MOON"})).status_code == 400
        for path in paths:
            assert (await side.http.post(path, json=WHY)).status_code == 202
        assert [each.stage.name for each in (early, late)] == ["CANCELLED", "CONFIRMED"]
        assert (early.given_back, late.given_back) == (early.order.total, 0)


async def test_a_cancellation_that_the_customer_wants_ends_the_order_when_the_store_agrees():
    async with listening() as side:
        agreed, denied = (sell(side, place) for place in range(2))
        for entry in (agreed, denied):
            entry.confirm()
            entry.ask_back(None, "late")
        path = "/v1/orders/{}/{}".format
        await side.http.post(path(agreed.order.number, "acceptCancellation"))
        denial = {"reason": "done", "code": "DISH_ALREADY_DONE"}
        await side.http.post(path(denied.order.number, "denyCancellation"), json=denial)
        assert [each.stage.name for each in (agreed, denied)] == ["CANCELLED", "CONFIRMED"]
        assert (agreed.given_back, denied.given_back) == (agreed.order.total, 0)


async def test_acknowledgements_of_the_wrong_form_are_refused_and_named():
    async with listening() as side:
        for body in ({}, [{"id": "1"}], [{"id": "1", "orderId": "1", "eventType": "X"}] * 101):
            assert (await side.http.post("/v1/events/acknowledgment", json=body)).is_error
        assert len(side.sold.book.faults) == 3
        assert (await side.http.get("/v1/events:polling")).status_code == 204


@pytest.mark.parametrize("faults", [frozenset({Fault.PARTIAL})])
async def test_of_some_orders_is_not_said_at_first_what_was_ordered(faults):
    async with listening(faults) as side:
        entries = [sell(side, place) for place in range(4)]
        paths = [f"/v1/orders/{entry.order.number}" for entry in entries]
        first = ["items" in (await side.http.get(path)).json() for path in paths]
        again = ["items" in (await side.http.get(path)).json() for path in paths]
        assert (first.count(False), all(again)) == (1, True)


async def test_by_hand_too_only_whole_orders_are_asked_back():
    async with listening() as side:
        page = "/simulator/orders"
        number = (await side.http.post(page)).json()["number"]
        side.sold.book.entries[number].confirm()
        part = await side.http.post(f"{page}/{number}/ask-part-back")
        whole = await side.http.post(f"{page}/{number}/ask-all-back")
        assert (part.status_code, whole.status_code) == (409, 200)
        assert "whole orders" in part.json()["problem"]


async def test_only_signed_calls_are_let_in_where_calls_are_signed():
    async with listening(platform=keeta) as side:
        entry = sell(side)
        url = f"/v1/orders/{entry.order.number}/readyForPickup"
        entry.confirm()
        refused = await side.http.post(url)
        assert (refused.status_code, "address & query" in refused.text) == (401, True)
        assert "secret" not in refused.text.replace("the secret ***", "")
        signature = sign_call(f"{side.http.base_url}".rstrip("/") + url, [], b"", "secret")
        let_in = await side.http.post(url, headers={"X-App-Signature": signature})
        assert let_in.status_code == 202
        assert len(side.sold.book.faults) == 1
