"""What runs where: the shipped topologies host everything once, and mistakes are named."""

import pytest

from mesh.process.topology import Process, Topology, TopologyError, Unit, deploy_folder, load_units

UNITS = {"a": Unit("a", "x.a"), "b": Unit("b", "x.b")}


@pytest.mark.parametrize("name", ["single", "mesh"])
def test_a_shipped_topology_hosts_every_unit_once_and_has_one_edge(name):
    topology = Topology.load(name)
    hosted = [unit for process in topology.processes.values() for unit in process.units]
    assert sorted(hosted) == sorted(load_units(deploy_folder()))
    assert sum(process.edge for process in topology.processes.values()) == 1
    assert sum(process.http for process in topology.processes.values()) == 1


def test_single_is_one_process_and_mesh_gives_every_center_its_own():
    assert Topology.load("single").is_single
    mesh = Topology.load("mesh")
    centers = [unit for unit in mesh.units.values() if unit.package.startswith("centers.")]
    assert len(centers) == 9
    assert all(mesh.process_of(unit.name).units == (unit.name,) for unit in centers)


@pytest.mark.parametrize(
    ("processes", "says"),
    [
        ({"p": Process("p", ("c",))}, "not known"),
        ({"p": Process("p", ("a",)), "q": Process("q", ("a",))}, "elsewhere"),
        (
            {"p": Process("p", ("a",), edge=True), "q": Process("q", ("b",), edge=True)},
            "more than one",
        ),
    ],
)
def test_a_topology_that_contradicts_itself_is_refused(processes, says):
    with pytest.raises(TopologyError, match=says):
        Topology("t", processes, UNITS)


def test_what_is_not_there_is_named():
    topology = Topology("t", {"p": Process("p", ("a",))}, UNITS)
    with pytest.raises(TopologyError, match="no process 'q', only p"):
        topology.process("q")
    with pytest.raises(TopologyError, match="no process hosts 'b'"):
        topology.process_of("b")


def test_an_own_deploy_folder_is_read_and_unknown_words_are_refused(tmp_path):
    (tmp_path / "topologies").mkdir()
    (tmp_path / "units.toml").write_text('[a]\npackage = "x.a"\noffers = []\n')
    file = tmp_path / "topologies" / "own.toml"
    file.write_text('[processes.p]\nunits = ["a"]\nlisten = "0.0.0.0:7001"\n')
    assert Topology.load("own", tmp_path).process("p").listen == "0.0.0.0:7001"
    file.write_text('[processes.p]\nunits = ["a"]\nport = 1\n')
    with pytest.raises(TopologyError, match="port"):
        Topology.load("own", tmp_path)


def test_workers_do_the_same_beside_the_first_which_does_what_one_does_for_all():
    only = Process("p", ("a", "b"), edge=True, http=True)
    topology = Topology("t", {"p": only}, UNITS).with_workers(3)
    assert list(topology.processes) == ["p", "p-2", "p-3"]
    assert topology.workers == list(topology.processes.values())
    assert [each.is_first for each in topology.workers] == [True, False, False]
    assert {each.units for each in topology.workers} == {("a", "b")}
    assert topology.is_single
    assert topology.process_of("a") == only


def test_one_worker_is_the_topology_itself():
    topology = Topology("t", {"p": Process("p", ("a",))}, UNITS)
    assert topology.with_workers(1) is topology
    assert topology.workers == [topology.process("p")]


def test_a_topology_of_several_processes_has_no_workers():
    topology = Topology("t", {"p": Process("p", ("a",)), "q": Process("q", ("b",))}, UNITS)
    assert topology.workers == []
    with pytest.raises(TopologyError, match="t has 2 processes: workers are for a topology of one"):
        topology.with_workers(2)
