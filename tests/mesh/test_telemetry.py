"""What a process tells: one line per call, numbers, and no secrets."""

import io
import json

import pytest
import structlog

from mesh.call.context import Call, Identity, as_call
from mesh.call.errors_wire import failure_of
from mesh.process.metrics import Metrics, text_of
from mesh.process.telemetry import MASK, CallTelemetry, configure_logging, masked_text
from mesh.pure.errors import DeadlineExceeded

PERSON = Identity("person", "per_1", "demo")


@pytest.fixture
def lines():
    out = io.StringIO()
    configure_logging("info", process="order", stream=out)
    return lambda: [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.fixture
def call():
    return Call(PERSON, "/a.B/Get", 0, "ab" * 16, notes={"order_id": "ord_1"})


def test_a_call_is_one_line_with_all_that_matters(lines, call):
    CallTelemetry(Metrics()).ended(call, "grpc", 0.0123, None, None)
    (line,) = lines()
    del line["timestamp"]
    assert line == {
        "event": "call",
        "level": "info",
        "process": "order",
        "method": "/a.B/Get",
        "code": "OK",
        "ms": 12.3,
        "via": "grpc",
        "caller": "person:per_1",
        "merchant": "demo",
        "trace_id": "ab" * 16,
        "order_id": "ord_1",
    }


def test_a_call_inside_the_process_is_a_line_only_when_it_failed(lines, call):
    telemetry = CallTelemetry(Metrics())
    telemetry.ended(call, "local", 0.1, None, None)
    telemetry.ended(call, "local", 0.1, failure_of(DeadlineExceeded(), call.trace_id), None)
    assert [line["reason"] for line in lines()] == ["DEADLINE_EXCEEDED"]


def test_a_note_cannot_hide_what_the_line_says(lines, call):
    call.notes = {"code": "x", "event": "y"}
    CallTelemetry(Metrics()).ended(call, "grpc", 0.1, None, None)
    assert (lines()[0]["code"], lines()[0]["event"]) == ("OK", "call")
    assert (lines()[0]["note_code"], lines()[0]["note_event"]) == ("x", "y")


def test_a_defect_is_an_error_with_its_place_and_without_its_secrets(lines, call):
    try:
        raise RuntimeError("dsn postgresql://me:hunter2@db/x for 13912345678")
    except RuntimeError as exc:
        CallTelemetry(Metrics()).ended(call, "grpc", 0.1, failure_of(exc, call.trace_id), exc)
    (line,) = lines()
    assert (line["level"], line["code"], line["error"]) == ("error", "INTERNAL", "RuntimeError")
    assert line["error_message"] == f"dsn postgresql://{MASK}@db/x for {MASK}"
    assert any("test_telemetry.py" in frame for frame in line["frames"])


@pytest.mark.parametrize(
    "key", ["phone", "contact_phone", "address", "access_token", "client_secret", "authorization"]
)
def test_personal_data_and_secrets_are_masked_by_key_at_any_depth(lines, key):
    structlog.get_logger().info("x", **{key: "v1"}, deep={"list": [{key: "v2"}]})
    (line,) = lines()
    assert line[key] == MASK
    assert line["deep"]["list"][0][key] == MASK


def test_objects_are_named_and_not_shown(lines):
    structlog.get_logger().info("x", thing=PERSON)
    assert lines()[0]["thing"] == "<Identity>"


def test_every_line_inside_a_call_has_its_trace(lines):
    with as_call(PERSON, trace_id="cd" * 16):
        structlog.get_logger().warning("x")
    assert lines()[0]["trace_id"] == "cd" * 16


def test_order_ids_and_trace_ids_are_not_taken_for_secrets():
    text = "ord_01jabcdefghijklmnopqrstuvw-sto_1 ab12ab12 at 2026-11-22T04:00:00"
    assert masked_text(text) == text


def test_calls_are_counted_by_method_and_code(call):
    metrics = Metrics()
    telemetry = CallTelemetry(metrics)
    for seconds in (0.002, 0.2):
        telemetry.ended(call, "local", seconds, None, None)
    text = metrics.text()
    assert 'zhongtai_calls_total{method="/a.B/Get",code="OK"} 2' in text
    assert 'zhongtai_call_seconds_bucket{method="/a.B/Get",le="0.005"} 1' in text
    assert 'zhongtai_call_seconds_bucket{method="/a.B/Get",le="+Inf"} 2' in text
    assert 'zhongtai_call_seconds_count{method="/a.B/Get"} 2' in text


def test_series_are_bounded_and_labels_escaped(monkeypatch):
    monkeypatch.setattr("mesh.process.metrics.MAX_SERIES", 2)
    metrics = Metrics()
    for name in ('a"\n', "b", "c"):
        metrics.count("x_total", "X.", (("l", name),))
    assert metrics.text().count("x_total{") == 2
    assert r'x_total{l="a\"\n"} 1' in metrics.text()


def test_a_metric_that_grows_leaves_no_other_out_and_is_told_of(monkeypatch):
    monkeypatch.setattr("mesh.process.metrics.MAX_SERIES", 2)
    metrics = Metrics()
    for name in "abcd":
        metrics.count("x_total", "X.", (("l", name),))
        metrics.observe("x_seconds", "X.", 0.1, (("l", name),))
    metrics.count("y_total", "Y.")
    metrics.gauge("z", "Z.", 3)
    metrics.observe("w_seconds", "W.", 0.1)
    lines = metrics.text().splitlines()
    assert {"y_total 1", "z 3", "w_seconds_count 1"} <= set(lines)
    assert 'zhongtai_series_left_out_total{metric="x_total"} 2' in lines
    assert 'zhongtai_series_left_out_total{metric="x_seconds"} 2' in lines


def test_metrics_of_several_processes_are_one_text_and_say_whose_each_value_is():
    here, there = Metrics(), Metrics()
    for metrics, count in ((here, 1), (there, 2)):
        metrics.count("calls_total", "Calls.", (("code", "OK"),), by=count)
    there.gauge("open", "Open ones.", 5)
    there.observe("took_seconds", "Seconds.", 0.02)
    text = text_of([here.families((("process", "a"),)), there.families((("process", "b"),))])
    lines = text.splitlines()
    assert lines[:4] == [
        "# HELP calls_total Calls.",
        "# TYPE calls_total counter",
        'calls_total{code="OK",process="a"} 1',
        'calls_total{code="OK",process="b"} 2',
    ]
    assert 'open{process="b"} 5' in lines
    assert 'took_seconds_bucket{process="b",le="0.025"} 1' in lines
    assert here.text() == text_of([here.families()])
