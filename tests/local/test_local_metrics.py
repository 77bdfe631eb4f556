"""The metrics of a local job: those of nodes too, and null times where the line has none."""

import pytest

from jobanalytics.schema import LOG_EVENTS, OBSERVATIONS

LOG = """\
Beginning Setup
Metrics - timestamp=1700000000.5; loss=3; iteration_number=0;
[1,mpirank:0,algo-1]<stdout>:Metrics - timestamp=1700000001; loss=2; iteration_number=1;
[1,mpirank:1,algo-2]<stdout>:Metrics - timestamp=1700000001; loss=1; iteration_number=1;
Metrics - acc=0.5; bad=x;
"""


def test_lines_of_nodes_count(folder):
    frame = folder(LOG).observations()
    assert frame["value"].to_list() == [3.0, 2.0, 1.0, 0.5]
    assert frame["node_id"].to_list() == [None, "1,mpirank:0,algo-1", "1,mpirank:1,algo-2", None]
    assert frame["record"].to_list() == [0, 1, 2, 3] or frame["record"].is_sorted()
    assert frame["instance"].null_count() == 4


def test_a_row_for_each_node(folder):
    metrics = folder(LOG).metrics("iteration_number")
    assert metrics["iteration_number"] == [0, 1, 1]
    assert metrics["loss"] == [3.0, 2.0, 1.0]
    assert metrics["node_id"] == [None, "1,mpirank:0,algo-1", "1,mpirank:1,algo-2"]


def test_a_line_without_a_time_has_none(folder):
    job = folder("Metrics - loss=3; iteration_number=0;\nMetrics - loss=2; iteration_number=1;\n")
    assert job.observations()["timestamp"].to_list() == [None, None]
    assert job.metrics("iteration_number") == {"iteration_number": [0, 1], "loss": [3.0, 2.0]}
    assert job.metrics("timestamp") == {}
    row = job.completeness().row(0, named=True)
    assert row["without_timestamp"] == 2
    assert row["notes"] == "2 values without a timestamp: in no frame by timestamp."


def test_the_certificate(folder):
    row = folder(LOG).completeness().row(0, named=True)
    assert (row["state"], row["terminal"], row["settled"]) == ("COMPLETED", True, True)
    assert (row["complete"], row["lines_matched"], row["lines_parsed"]) == (True, 4, 4)
    assert (row["malformed"], row["malformed_examples"][:5]) == (1, "bad=x")
    assert (row["pages"], row["streams"], row["instance_count"]) == (1, 1, None)


@pytest.mark.parametrize("log", ["", "\n", "no metrics\n"])
def test_nothing(folder, log):
    job = folder(log)
    assert job.metrics() == {}
    assert job.observations().schema == OBSERVATIONS
    assert job.log_events().schema == LOG_EVENTS
    assert len(job.log_events()) == log.count("\n")
    assert job.completeness()["notes"].item() == "No metric line was found."


def test_lines_of_any_ending_and_bytes(folder):
    events = folder(b"one\r\ntwo\xff\n\nfour\rfour\nlast").log_events()
    assert events["message"].to_list() == ["one", "two\\xff", "", "four\rfour", "last"]
    assert events["log_stream"].unique().to_list() == ["log.txt"]
    assert events["timestamp"].null_count() == 5


def test_a_log_that_grew_is_read_again(folder):
    job = folder("Metrics - loss=1; iteration_number=0;\n")
    first = job.observations()
    assert job.observations().equals(first)
    with (job.path / "log.txt").open("a") as log:
        log.write("Metrics - loss=2; iteration_number=1;\n")
    assert job.observations()["value"].to_list() == [1.0, 2.0]
    assert job.completeness()["observations"].item() == 2
