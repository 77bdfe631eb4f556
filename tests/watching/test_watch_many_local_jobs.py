"""Jobs of a disk are read once, in a time that grows as they do."""

from jobanalytics import JobSet, LocalQuantumJob


def test_no_job_is_compared_with_all_others(tmp_path, monkeypatch, capsys):
    jobs = 60
    for job in range(jobs):
        folder = tmp_path / f"job-{job}"
        folder.mkdir()
        (folder / "log.txt").write_text(f"Metrics - loss={job}; iteration_number=0;\n")
    made = JobSet(tmp_path)
    compared = []
    equal = LocalQuantumJob.__eq__
    monkeypatch.setattr(
        LocalQuantumJob,
        "__eq__",
        lambda one, other: compared.append(other) or equal(one, other),
    )
    table = made.watch("loss")
    assert sorted(table["last"]) == list(range(jobs))
    assert len(compared) <= 10 * jobs
    assert len(capsys.readouterr().out.splitlines()) == jobs
