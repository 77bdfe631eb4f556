"""Two processes sync to one archive on S3, some are killed: no line is lost or doubled."""

import pytest
from archives_on_s3 import new_place, tidy_up_some_days_later
from rounds_of_writers import sync_in_processes


def sync_on_s3(aws, children, proxy, tmp_path, rounds, seed):
    sync_in_processes(
        aws,
        children,
        new_place(aws),
        tmp_path / "signals",
        rounds=rounds,
        seed=seed,
        environ=proxy.environ,
        clean_up=tidy_up_some_days_later,
    )


@pytest.mark.crash
def test_two_processes(aws, children, proxy, tmp_path):
    sync_on_s3(aws, children, proxy, tmp_path, rounds=2, seed=3)


@pytest.mark.crash
def test_two_processes_many_rounds(aws, children, proxy, tmp_path):
    sync_on_s3(aws, children, proxy, tmp_path, rounds=40, seed=400)
