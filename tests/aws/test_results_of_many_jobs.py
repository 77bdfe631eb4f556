"""Results of several jobs at once, in one working directory, never mix and leave nothing there."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from jobanalytics import AwsQuantumJob

JOBS = 12


@pytest.fixture
def jobs(aws, job_name):
    made = []
    for number in range(JOBS):
        made.append(AwsQuantumJob(aws.create_job(f"{job_name}-{number}")))
        document = {"dataDictionary": {"number": number}, "dataFormat": "plaintext"}
        content = {"weights.bin": bytes([number]) * 50_000, "results.json": json.dumps(document)}
        aws.put_bundle(
            made[-1].arn,
            {
                name: data if isinstance(data, bytes) else data.encode()
                for name, data in content.items()
            },
        )
    return made


def test_results_at_once_are_each_jobs_own(jobs, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with ThreadPoolExecutor(JOBS) as pool:
        results = list(pool.map(AwsQuantumJob.result, jobs))
    assert results == [{"number": number} for number in range(JOBS)]
    assert list(tmp_path.iterdir()) == []


def test_downloads_at_once_are_each_jobs_own(jobs, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with ThreadPoolExecutor(JOBS) as pool:
        list(pool.map(AwsQuantumJob.download_result, jobs))
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(job.name for job in jobs)
    for number, job in enumerate(jobs):
        folder = tmp_path / job.name
        assert (folder / "weights.bin").read_bytes() == bytes([number]) * 50_000
        assert json.loads((folder / "results.json").read_bytes())["dataDictionary"] == {
            "number": number
        }
