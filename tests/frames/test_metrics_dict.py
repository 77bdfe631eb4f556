"""metrics(): the metrics frame of a job as columns of plain Python values."""

from tables import observation, observations_frame

from jobanalytics.merging import merge_metrics, metrics_dict


def metrics(*rows, pivot="timestamp"):
    return metrics_dict(merge_metrics(observations_frame(rows), pivot))


def test_keys_stand_in_the_order_of_the_columns():
    rows = [observation("b", 1.0, node_id="n"), observation("a", 2.0, node_id="n")]
    assert list(metrics(*rows)) == ["timestamp", "iteration_number", "node_id", "a", "b"]
    assert list(metrics(*rows, pivot="iteration_number"))[:2] == ["iteration_number", "timestamp"]


def test_values_are_plain_python_values():
    found = metrics(observation("a", 1.5, timestamp=1628019160.123456, iteration_number=3))
    assert found == {"timestamp": [1628019160.123456], "iteration_number": [3], "a": [1.5]}
    assert [type(column[0]) for column in found.values()] == [float, int, float]


def test_key_columns_without_any_value_are_left_out():
    assert metrics(observation("a", 1.0, iteration_number=None)) == {"timestamp": [0.0], "a": [1.0]}


def test_null_is_none():
    rows = [
        observation("a", 1.0, timestamp=0, iteration_number=None, node_id="n"),
        observation("b", 2.0, timestamp=1, iteration_number=4),
    ]
    assert metrics(*rows) == {
        "timestamp": [0.0, 1.0],
        "iteration_number": [None, 4],
        "node_id": ["n", None],
        "a": [1.0, None],
        "b": [None, 2.0],
    }


def test_nothing_is_an_empty_dict():
    assert metrics() == {}
    assert metrics(observation("a", 1.0, iteration_number=None), pivot="iteration_number") == {}
