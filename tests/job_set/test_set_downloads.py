"""download_results() writes each bundle to a folder of its own, and never twice."""

import json

import pytest
from job_logs import ago

from jobanalytics import BundleExistsError, IncompleteMetricsWarning, JobSet
from jobanalytics.schema import DOWNLOADS


def bundle(number):
    document = {"dataDictionary": {"number": number}, "dataFormat": "plaintext"}
    return {"weights.bin": bytes([number]) * 9_000, "results.json": json.dumps(document).encode()}


@pytest.fixture
def put(aws, job_name):
    """Make jobs of these names, each of which stored its number."""

    def make(*names, state="COMPLETED"):
        # Where a result goes depends on the name and the moment.
        arns = [
            aws.create_job(name, state, created_at=ago(hours=5, seconds=place))
            for place, name in enumerate(names)
        ]
        for number, arn in enumerate(arns):
            aws.put_bundle(arn, bundle(number))
        return arns

    return make


def numbers(downloads):
    """Read the number in each folder."""
    found = []
    for path in downloads["path"]:
        with open(f"{path}/weights.bin", "rb") as file:  # noqa: PTH123
            weights = file.read()
        assert weights == weights[:1] * 9_000
        found.append(weights[0])
    return found


def test_one_folder_each(put, job_name, tmp_path):
    names = [f"{job_name}-{number}" for number in range(20)]
    arns = put(*names)
    downloads = JobSet(arns).download_results(str(tmp_path / "new" / "bundles"))
    assert downloads.schema == DOWNLOADS
    assert downloads["job_arn"].to_list() == arns
    assert downloads["path"].to_list() == [str(tmp_path / "new" / "bundles" / n) for n in names]
    assert numbers(downloads) == list(range(20))
    assert sorted(path.name for path in (tmp_path / "new" / "bundles").iterdir()) == sorted(names)


def test_again_nothing_is_written(put, job_name, tmp_path):
    jobs = JobSet(put(f"{job_name}-a", f"{job_name}-b"))
    first = jobs.download_results(tmp_path)
    stats = {path: path.stat() for path in tmp_path.rglob("*")}
    assert jobs.download_results(tmp_path).equals(first)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == {
        path: stat.st_mtime_ns for path, stat in stats.items()
    }
    assert {path: path.stat().st_ino for path in tmp_path.rglob("*")} == {
        path: stat.st_ino for path, stat in stats.items()
    }


def test_jobs_of_one_name(put, job_name, tmp_path):
    arns = put(job_name, job_name, f"{job_name}-other")
    jobs = JobSet(arns)
    downloads = jobs.download_results(tmp_path)
    ids = [arn.rpartition("/")[2] for arn in arns]
    assert downloads["path"].to_list() == [
        str(tmp_path / f"{job_name}-{ids[0]}"),
        str(tmp_path / f"{job_name}-{ids[1]}"),
        str(tmp_path / f"{job_name}-other"),
    ]
    assert numbers(downloads) == [0, 1, 2]
    assert jobs.download_results(tmp_path).equals(downloads)


def test_names_that_differ_in_case_only(put, job_name, tmp_path):
    arns = put(job_name, job_name.upper())
    paths = JobSet(arns).download_results(tmp_path)["path"].to_list()
    assert paths[0].startswith(str(tmp_path / f"{job_name}-"))
    assert paths[1].startswith(str(tmp_path / f"{job_name.upper()}-"))
    assert len({path.casefold() for path in paths}) == 2


def test_a_name_like_anothers_with_an_id(put, folder, tmp_path):
    """However names and paths are combined, no two jobs share a folder."""
    places = ["a/b", "b", "a-b", "A-B", "c/b", "a/b-b", "b-2", "b_b"]
    jobs = JobSet([folder(place, results={"place": place}) for place in places])
    paths = jobs.download_results(tmp_path / "bundles")["path"].to_list()
    assert len({path.casefold() for path in paths}) == len(places)
    for path, place in zip(paths, places, strict=True):
        assert json.loads((tmp_path / path / "results.json").read_text())["dataDictionary"] == {
            "place": place
        }


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("vqe 1", "vqe-1"),
        ("exponát", "exponát"),
        ("実験", "実験"),
        (".hidden", "hidden"),
        ("!", "job"),
    ],
)
def test_names_that_are_no_plain_folders(folder, tmp_path, name, expected):
    jobs = JobSet(folder(name, results={"a": 1}))
    (path,) = jobs.download_results(tmp_path / "bundles")["path"]
    assert path == str(tmp_path / "bundles" / expected)


def test_what_has_no_bundle_has_no_path(aws, put, job_name, tmp_path):
    arns = [
        *put(f"{job_name}-a"),
        aws.create_job(f"{job_name}-b"),
        *put(f"{job_name}-c", state="FAILED"),
        *put(f"{job_name}-d", state="RUNNING"),
    ]
    downloads = JobSet(arns).download_results(tmp_path)
    assert downloads["state"].to_list() == ["COMPLETED", "COMPLETED", "FAILED", "RUNNING"]
    assert downloads["path"].to_list() == [str(tmp_path / f"{job_name}-a"), None, None, None]
    assert [path.name for path in tmp_path.iterdir()] == [f"{job_name}-a"]


def test_another_folder_of_that_name(put, job_name, tmp_path):
    jobs = JobSet(put(f"{job_name}-a", f"{job_name}-b"))
    (tmp_path / f"{job_name}-a").mkdir()
    (tmp_path / f"{job_name}-a" / "mine.txt").write_text("mine")
    with pytest.raises(BundleExistsError, match=f"{job_name}-a"):
        jobs.download_results(tmp_path)
    with pytest.warns(IncompleteMetricsWarning, match=r"1 of 2 jobs left out \(bundles\)"):
        downloads = jobs.download_results(tmp_path, on_error="collect")
    assert downloads["path"].to_list() == [None, str(tmp_path / f"{job_name}-b")]
    assert [path.name for path in (tmp_path / f"{job_name}-a").iterdir()] == ["mine.txt"]


def test_bundles_come_at_once(aws, put, job_name, tmp_path):
    """Eight bundles take the time of a few: each takes two seconds or so of waiting."""
    jobs = JobSet(put(*(f"{job_name}-{number}" for number in range(8))))
    jobs.table()
    aws.fail("S3.GetObject", "timeout", times=8, seconds=1.0)
    assert numbers(jobs.download_results(tmp_path)) == list(range(8))
