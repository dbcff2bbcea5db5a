"""plugin.toml: what is read, what is refused, and what a plug-in is given."""

from pathlib import Path

import pytest

from mesh.plugin_manifest import ManifestInvalid, bound, discover, read_manifest
from mesh.plugin_process import environment

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


def test_all_four_of_ours_are_found_with_their_owners() -> None:
    owners = {manifest.name: manifest.owner for manifest in discover({})}
    assert owners == {
        "carrier_sandbox": "delivery",
        "identity_sandbox": "user",
        "payment_sandbox": "payment",
        "pos_till": "order",
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


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name = 'A'\nkind = 'pos'\nmodule = 'x'", "lower snake case"),
        ("name = 'a'\nkind = 'fax'\nmodule = 'x'", "kind must be one of"),
        ("name = 'a'\nkind = 'pos'", "either module or command"),
        ("name = 'a'\nkind = 'pos'\nmodule = 'x'\ncommand = ['y']", "either module or command"),
        ("name = ", "plugin.toml"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_file(tmp_path: Path, text: str, words: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ManifestInvalid, match=words) as refused:
        read_manifest(path)
    assert str(path) in str(refused.value)


def test_two_plug_ins_cannot_have_one_name(tmp_path: Path) -> None:
    for folder in ("x", "y"):
        written(tmp_path, GOOD, folder)
    with pytest.raises(ManifestInvalid, match="is taken"):
        discover({}, [tmp_path])


def test_a_binding_without_address_is_refused() -> None:
    with pytest.raises(ManifestInvalid, match="address is missing"):
        bound({"far": {"kind": "pos"}})


def test_a_plug_in_is_not_given_our_secrets(tmp_path: Path) -> None:
    manifest = read_manifest(written(tmp_path, GOOD))
    ours = {"ZHONGTAI_DATABASE_URL": "postgresql://u:secret@h/d", "PATH": "/bin", "MY_KEY": "k"}
    given = environment(manifest, tmp_path, "unix:/s", ours)
    assert given["PATH"] == "/bin"
    assert "secret" not in str(given)
    assert "MY_KEY" not in given
    assert Path(given["ZHONGTAI_PLUGIN_STATE"]).stat().st_mode & 0o777 == 0o700
