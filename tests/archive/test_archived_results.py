"""Results are kept as they were stored, and nothing is unpickled on the way."""

import base64
import json
import math
import os
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobanalytics import AwsQuantumJob, IncompleteMetricsWarning, PickleNotAllowedError
from jobanalytics.bundles import parse_result

HOSTILE = "JOBANALYTICS_TEST_ARCHIVE_TRAP"


def stored(values, data_format="plaintext"):
    document = {"dataDictionary": values, "dataFormat": data_format}
    return {"results.json": json.dumps(document).encode()}


class Trap:
    def __reduce__(self):
        return os.putenv, (HOSTILE, "sprung")


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"energy": -1.5, "n": 3, "ok": True, "nothing": None, "text": "ä \ud800", "": [1, {}]},
        {"large": 10**400, "nan": math.nan, "inf": [-math.inf], "float": 0.1 + 0.2},
        {f"parameter {number}": [number / 7] * 100 for number in range(50)},
    ],
)
def test_a_result_comes_back_as_it_was(aws, archive, ended, offline, values):
    aws.put_bundle(ended, stored(values))
    expected = AwsQuantumJob(ended).result()
    archive.sync(ended)
    offline()
    assert repr(archive.jobs()[0].result()) == repr(expected)


def test_a_pickled_result_stays_pickled(aws, archive, ended, offline):
    pickled = {"array": base64.b64encode(pickle.dumps([1, 2])).decode()}
    aws.put_bundle(ended, stored(pickled, "pickled_v4"))
    assert archive.sync(ended)["error"].item() is None
    offline()
    job = archive.jobs()[0]
    with pytest.raises(PickleNotAllowedError):
        job.result()
    assert job.result(allow_pickle=True) == {"array": [1, 2]}
    assert archive.jobs().results(allow_pickle=True)["results.array"].to_list() == ["[1, 2]"]


def test_a_trap_is_not_sprung(aws, archive, ended):
    trap = {"x": base64.b64encode(pickle.dumps(Trap())).decode()}
    aws.put_bundle(ended, stored(trap, "pickled_v4"))
    archive.sync(ended, bundles=True)
    archive.jobs().table()
    assert HOSTILE not in os.environ


def test_a_damaged_result_costs_nothing_else(aws, archive, ended):
    aws.put_bundle(ended, {"results.json": b"[1, 2]"})
    with pytest.warns(IncompleteMetricsWarning, match="results: BundleError"):
        table = archive.sync(ended)
    assert table["new_observations"].item() == 30
    job = archive.jobs()[0]
    with pytest.raises(LookupError, match="does not hold the result"):
        job.result()
    aws.put_bundle(ended, stored({"mended": 1}))
    assert archive.sync(ended).row(0)[2:] == (0, "COMPLETED", True, None)
    assert archive.jobs()[0].result() == {"mended": 1}


def test_a_damaged_bundle_is_not_kept(aws, archive, ended):
    uri = aws.put_bundle(ended, stored({"a": 1}) | {"big": os.urandom(200_000)})
    bundle = os.urandom(10)
    aws.put_object(uri, bundle)
    with pytest.warns(IncompleteMetricsWarning):
        table = archive.sync(ended, bundles=True)
    assert "bundle: BundleError" in table["error"].item()
    assert archive.verify()["problem"].null_count() == archive.verify().height


def test_a_bundle_that_is_cut_on_its_way_is_not_kept(aws, archive, ended):
    aws.put_bundle(ended, {"big": os.urandom(2_000_000)})
    aws.fail("S3.GetObject", "cut", times=None)
    with pytest.warns(IncompleteMetricsWarning):
        table = archive.sync(ended, bundles=True)
    assert "bundle: " in table["error"].item()
    aws.clear_faults()
    assert archive.sync(ended, bundles=True)["final"].item()
    assert archive.verify()["problem"].null_count() == archive.verify().height


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(st.dictionaries(st.text(), _JSON, max_size=4))
def test_the_text_that_is_kept_gives_the_same_values(values):
    document = json.dumps({"dataDictionary": values, "dataFormat": "plaintext"}).encode()
    parsed = parse_result(document, source="job").values
    assert repr(json.loads(json.dumps(parsed))) == repr(parsed)
