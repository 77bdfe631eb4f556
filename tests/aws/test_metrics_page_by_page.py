"""However pages are cut and instances share the log, the observations are the same."""

from uuid import uuid4

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobanalytics import AwsQuantumJob, parse_log_events
from jobanalytics.schema import LOG_EVENTS

BEGIN = 1_700_000_000_000

lines = st.one_of(
    st.builds(
        "{}Metrics - loss={}; iteration_number={}; {}".format,
        st.sampled_from(["", "[nodeA]<stdout>:", "12:00 "]),
        st.sampled_from(["1", "-2.5e-3", "nan", "inf", "tensor(1.)", ""]),
        st.integers(0, 5),
        st.sampled_from(["", "timestamp=1700000000.25;", "Metrics - train/loss=3;", "acc=0."]),
    ),
    st.sampled_from(["Metrics are good", "loss=3;", "metrics - a=1;", "训练 Metrics - Ω=1; ⚛"]),
)
events = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 3), lines), max_size=40)


@settings(
    max_examples=settings.default.max_examples // 2,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    events=events,
    page_events=st.integers(1, 12),
    page_bytes=st.sampled_from([1, 200, 2**20]),
    empty_pages_every=st.integers(0, 3),
    partial_pages_every=st.integers(0, 3),
)
def test_observations_are_those_of_the_log(aws, events, **paging):
    aws.configure(**paging)
    arn = aws.create_job(f"paged-{uuid4().hex}", created_at=BEGIN / 1000, instance_count=3)
    sent = []
    for number in (1, 2, 3):
        instance = f"algo-{number}"
        own = sorted((BEGIN + time, line) for time, of, line in events if of == number)
        stream = aws.put_log_events(arn, own, instance=instance)
        sent += [(arn, stream, time, line) for time, line in own]
    frame = pl.DataFrame(sent, schema=LOG_EVENTS, orient="row")
    # CloudWatch hands out whole lines only, and those of a metric marker only.
    matching = frame.filter(pl.col("message").str.contains("Metrics -", literal=True))
    expected, malformed = parse_log_events(matching.sort("timestamp", maintain_order=True))
    job = AwsQuantumJob(arn)
    assert job.observations().equals(expected)
    assert job.completeness()["malformed"].item() == malformed.height
    assert job.completeness()["lines_parsed"].item() == expected["record"].n_unique()
