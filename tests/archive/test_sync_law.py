"""However a job is synced while it runs, the archive holds what one reading of its log gives."""

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from job_logs import ago, milliseconds
from polars.testing import assert_frame_equal

from jobanalytics import Archive, AwsQuantumJob
from jobanalytics.aws.job_state import OVERLAP

_LATEST_MINUTES = OVERLAP / timedelta(minutes=1) - 1

# When a line was logged, in minutes; by which instance; and what it says.
_LINES = st.tuples(
    st.integers(0, 24 * 60),
    st.sampled_from(["algo-1", "algo-2"]),
    st.sampled_from(
        ["energy=1;", "energy=2; loss=nan;", "energy=x;", "loss=1; iteration_number=3;"]
    ),
)
_STEPS = st.lists(st.one_of(st.just("sync"), st.lists(_LINES, min_size=1, max_size=4)), max_size=8)


@pytest.mark.filterwarnings("ignore:Jobs are final:jobanalytics.IncompleteMetricsWarning")
@settings(
    max_examples=settings.default.max_examples // 6,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=_STEPS, ends=st.booleans())
def test_it_is_as_if_it_were_read_at_once(aws, tmp_path_factory, steps, ends):
    archive = Archive(tmp_path_factory.mktemp("law"))
    created = ago(days=2)
    arn = aws.create_job(f"law-{uuid4().hex}", "RUNNING", created_at=created, instance_count=2)
    first = milliseconds(created + timedelta(hours=1))
    latest = 0
    for step in [*steps, "sync"]:
        if step == "sync":
            archive.sync(arn, progress=False)
            assert_frame_equal(archive.jobs()[0].observations(), AwsQuantumJob(arn).observations())
            continue
        for minutes, instance, values in step:
            # No later than the overlap allows, while the job runs.
            latest = max(latest, minutes)
            moment = first + round(max(minutes, latest - _LATEST_MINUTES)) * 60_000
            aws.put_log_events(arn, [(moment, f"Metrics - {values}")], instance=instance)
    if ends:
        aws.update_job(arn, status="COMPLETED", ended_at=ago(minutes=30))
        assert archive.sync(arn, progress=False)["final"].item()
    whole = AwsQuantumJob(arn)
    archived = archive.jobs()[0]
    assert_frame_equal(archived.observations(), whole.observations())
    same = ["complete", "notes", "lines_matched", "lines_parsed", "malformed", "malformed_examples"]
    assert_frame_equal(archived.completeness()[same], whole.completeness()[same])
