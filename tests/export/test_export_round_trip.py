"""What is read back is what was written, whatever is in it."""

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
from exported import arn_of, assert_same, record, tables_of
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import Observation
from tables import at, observations_frame

from jobanalytics.export import read_parquet, write_parquet

texts = st.one_of(
    st.sampled_from(["a/b", "a=b", "50%", "A", "a", "É", "é", "a b", "", ".", "..", "dot."]),
    st.sampled_from(["true", "False", "1", "01", "0.1", "-0.0", "nan", "inf", "1e-05", "\x00"]),
    st.sampled_from(["__HIVE_DEFAULT_PARTITION__", "__hive_default_partition__", "*?[a]", "\n"]),
    st.text(max_size=8),
)
names = texts.map(lambda text: text.replace("\x00", ""))
moments = st.none() | st.integers(-(2**40), 2**42).map(
    lambda milliseconds: datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=milliseconds)
)
mappings = st.dictionaries(names, texts, max_size=2)
stored = st.dictionaries(
    names, st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), texts), max_size=3
)
records_of = st.fixed_dictionaries(
    {
        "hyperParameters": mappings,
        "tags": mappings,
        "status": st.sampled_from(["COMPLETED", "RUNNING"]),
        "createdAt": moments,
        "startedAt": moments,
        "failureReason": st.none() | texts,
        "billableDuration": st.none() | st.integers(0, 2**40),
    }
)


@st.composite
def exports(draw):
    jobs = draw(st.lists(st.text(min_size=1, max_size=6), unique=True, max_size=4))
    observations = []
    for name in sorted(jobs):
        rows = draw(
            st.lists(
                st.builds(
                    Observation,
                    st.just(arn_of(name)),
                    st.sampled_from([None, "algo-1"]),
                    st.none() | texts,
                    st.integers(0, 2**32 - 1),
                    st.sampled_from([None, at(0), at(-1e-6), at(1.7e9)]),
                    st.none() | st.integers(-(2**63), 2**63 - 1),
                    texts,
                    st.floats(),
                ),
                max_size=4,
            )
        )
        frame = observations_frame(rows).select(pl.lit(name).alias("job_name"), pl.all())
        observations.append(frame)
    records = [record(name) | draw(records_of) for name in jobs]
    results = {arn_of(name): draw(st.none() | stored) for name in jobs}
    tables = tables_of(records, observations, results)
    return tables, draw(st.none() | st.sampled_from(tables.jobs.columns))


@given(exports())
def test_it_comes_back(export):
    tables, partition_by = export
    with tempfile.TemporaryDirectory() as root:
        write_parquet(root, tables, partition_by=partition_by)
        assert_same(read_parquet(root), tables)


@settings(max_examples=settings.default.max_examples // 4)
@given(st.lists(exports(), min_size=2, max_size=3))
def test_the_last_one_comes_back_and_nothing_else_is_left(several):
    with tempfile.TemporaryDirectory() as root, tempfile.TemporaryDirectory() as alone:
        for tables, partition_by in several:
            write_parquet(root, tables, partition_by=partition_by)
            assert_same(read_parquet(root), tables)
        write_parquet(alone, tables, partition_by=partition_by)
        places = [
            {
                path.relative_to(each): path.is_file() and path.read_bytes()
                for path in each.rglob("*")
            }
            for each in (Path(root), Path(alone))
        ]
    assert places[0] == places[1]
