"""plugin.toml: what is read, what is refused, and what a plug-in is given."""

from pathlib import Path

import pytest

from mesh.plugins.manifest import ManifestInvalid, bound, discover, read_manifest
from mesh.plugins.process import environment

GOOD = """
name = "pos_x"
kind = "pos"
command = ["./run", "now"]
[settings.http_port]
environment = "X_PORT"
http_port_offset = 7
[settings.page]
value = "http://here:{http_port}/x {http_origin}"
"""


def written(folder: Path, text: str, name: str = "x") -> Path:
    """A plugin.toml in a folder of its own."""
    path = folder / name / "plugin.toml"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    return path


def test_all_of_ours_are_found_with_their_owners() -> None:
    owners = {manifest.name: manifest.owner for manifest in discover({}).manifests}
    assert owners == {
        "carrier_dada": "delivery",
        "carrier_sf": "delivery",
        "carrier_sandbox": "delivery",
        "crm_ledger": "member",
        "crm_pretix": "member",
        "erp_tryton": "inventory",
        "file_drop": "inventory",
        "identity_sandbox": "user",
        "identity_wechat": "user",
        "oms_pretix": "order",
        "oms_sandbox": "order",
        "payment_sandbox": "payment",
        "payment_wechat": "payment",
        "policy_rules": "order_control",
        "pos_square": "order",
        "pos_till": "order",
        "pos_tryton": "order",
        "sms_sandbox": "user",
    }


@pytest.mark.parametrize(
    ("env", "port", "page"),
    [
        ({}, "8087", "http://here:8080/x"),
        ({"ZHONGTAI_HTTP_PORT": "9000"}, "9007", "http://here:9000/x"),
        ({"ZHONGTAI_HTTP_URL": "https://a.b/c"}, "8087", "http://here:8080/x https://a.b"),
        ({"X_PORT": "1", "ZHONGTAI_POS_X_PAGE": "p"}, "1", "p"),
        ({"X_PORT": "1", "ZHONGTAI_POS_X_HTTP_PORT": "2"}, "2", "http://here:8080/x"),
    ],
)
def test_settings_come_from_the_environment_or_beside_the_edge(
    tmp_path: Path, env: dict, port: str, page: str
) -> None:
    manifest = read_manifest(written(tmp_path, GOOD))
    assert manifest.resolved_settings(env) == {"http_port": port, "page": page}


def test_a_plug_in_names_the_settings_that_it_cannot_do_without(tmp_path: Path) -> None:
    text = 'needs = ["accounts", "http_port"]\n' + GOOD
    manifest = read_manifest(written(tmp_path, text))
    assert manifest.not_set({}) == ["ZHONGTAI_POS_X_ACCOUNTS"]
    assert manifest.not_set({"ZHONGTAI_POS_X_ACCOUNTS": "file"}) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name = 'A'\nkind = 'pos'\nmodule = 'x'", "lower snake case"),
        ("name = 'a'\nkind = 'fax'\nmodule = 'x'", "kind must be one of"),
        ("name = 'a'\nkind = 'pos'", "either module or command"),
        ("name = 'a'\nkind = 'pos'\nmodule = 'x'\ncommand = ['y']", "either module or command"),
        ("name = 'a'\nkind = 'pos'\nmodule = 'x'\nneeds = 'y'", "needs must be a list"),
        ("name = ", "plugin.toml"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_file(tmp_path: Path, text: str, words: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ManifestInvalid, match=words) as refused:
        read_manifest(path)
    assert str(path) in str(refused.value)


def test_of_two_plug_ins_with_one_name_the_second_is_left_out(tmp_path: Path) -> None:
    for folder in ("x", "y"):
        written(tmp_path, GOOD, folder)
    found = discover({}, [tmp_path])
    assert [manifest.folder.name for manifest in found.manifests] == ["x"]
    (unusable,) = found.unusable
    assert (unusable.name, unusable.kind) == ("pos_x", "pos")
    assert "its name is taken by" in unusable.problem


@pytest.mark.parametrize(
    "text",
    [
        "name = ",
        "kind = 'pos'",
        "name = 7\nkind = 'fax'\nmodule = 'x'",
        GOOD + "\n[settings.z]\nhttp_port_offset = 'seven'",
        GOOD + "\n[settings.z]\nenviroment = 'X'",
        GOOD + "\n[page]\npath = '/x'",
        GOOD.partition("[settings")[0] + "settings = 3",
    ],
)
def test_one_bad_manifest_leaves_the_others_in(tmp_path: Path, text: str) -> None:
    written(tmp_path, GOOD)
    bad = written(tmp_path, text, "bad")
    found = discover({}, [tmp_path])
    assert [manifest.name for manifest in found.manifests] == ["pos_x"]
    (unusable,) = found.unusable
    assert str(bad) in unusable.problem
    assert unusable.owner == "order"


def test_a_manifest_that_is_no_text_or_no_file_is_left_out(tmp_path: Path) -> None:
    written(tmp_path, "", "latin").write_bytes(b"name = '\xe9'")
    (tmp_path / "folder" / "plugin.toml").mkdir(parents=True)
    assert [each.name for each in discover({}, [tmp_path]).unusable] == ["folder", "latin"]


@pytest.mark.parametrize(
    ("binding", "words"),
    [
        ({"kind": "pos"}, "address is missing"),
        ({"kind": "fax", "address": "unix:/s"}, "kind must be one of"),
        ({"kind": "pos", "address": "unix:/s", "settings": 3}, "settings must be a table"),
        ({"kind": "pos", "address": "unix:/s", "tls_ca": "/nowhere"}, "cannot be read: /nowhere"),
        ({"kind": "pos", "address": "10.0.0.7:7000"}, "is not on this machine, so give tls_ca"),
        ({"kind": "pos", "address": "dns:///till.example:7000"}, "is not on this machine"),
        ("10.0.0.7:7000", "must be a table"),
    ],
)
def test_a_binding_that_cannot_be_used_is_left_out_with_the_reason(binding: object, words: str):
    found = bound({"far": binding, "near": {"kind": "pos", "address": "unix:/s"}})
    assert [manifest.name for manifest in found.manifests] == ["near"]
    (unusable,) = found.unusable
    assert unusable.name == "far"
    assert words in unusable.problem


@pytest.mark.parametrize(
    "binding",
    [
        {"address": "127.0.0.1:7000"},
        {"address": "ipv6:[::1]:7000"},
        {"address": "localhost:7000"},
        {"address": "10.0.0.7:7000", "plain_text": True},
    ],
)
def test_plain_text_goes_over_loopback_or_where_it_is_said(binding: dict) -> None:
    (manifest,) = bound({"x": {"kind": "pos", **binding}}).manifests
    assert (manifest.address, manifest.answers_as) == (binding["address"], "x")


def test_our_libraries_are_shown_to_our_own_python_only(tmp_path: Path) -> None:
    own = read_manifest(written(tmp_path, GOOD.replace('["./run", "now"]', '["python3", "x.py"]')))
    venv = read_manifest(written(tmp_path, GOOD.replace("./run", "./.venv/bin/python"), "y"))
    assert "PYTHONPATH" in environment(own, tmp_path, "unix:/s", {"VIRTUAL_ENV": "/ours"})
    given = environment(venv, tmp_path, "unix:/s", {"VIRTUAL_ENV": "/ours", "PYTHONPATH": "/ours"})
    assert not {"PYTHONPATH", "VIRTUAL_ENV"} & given.keys()


def test_a_plug_in_is_not_given_our_secrets(tmp_path: Path) -> None:
    manifest = read_manifest(written(tmp_path, GOOD))
    ours = {"ZHONGTAI_DATABASE_URL": "postgresql://u:secret@h/d", "PATH": "/bin", "MY_KEY": "k"}
    given = environment(manifest, tmp_path, "unix:/s", ours)
    assert given["PATH"] == "/bin"
    assert "secret" not in str(given)
    assert "MY_KEY" not in given
    assert Path(given["ZHONGTAI_PLUGIN_STATE"]).stat().st_mode & 0o777 == 0o700


def test_the_units_that_talk_to_an_erp_are_three(tmp_path: Path) -> None:
    erp = read_manifest(written(tmp_path, 'name = "erp_x"\nkind = "erp"\nmodule = "x"\n'))
    assert erp.owner == "inventory"
    concerned = {unit for unit in ("product", "inventory", "order", "user") if erp.is_of([unit])}
    assert concerned == {"product", "inventory", "order"}


def test_a_plug_in_that_is_two_kinds_is_started_once_and_found_by_the_other(tmp_path: Path) -> None:
    head = 'name = "x"\nkind = "erp"\nmodule = "x"\n'
    both = read_manifest(written(tmp_path, head + 'also = ["crm"]\n'))
    assert (both.owner, both.kinds) == ("inventory", ("erp", "crm"))
    assert both.is_of(["member"])
    assert not both.is_of(["user"])
    for wrong in ('"crm"', '["tea"]', "[1]"):
        with pytest.raises(ManifestInvalid, match="also must be a list"):
            read_manifest(written(tmp_path, f"{head}also = {wrong}\n", name=f"x{len(wrong)}"))
