"""What a sweep swept."""

import comparison_strategies as own
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobanalytics.comparison import varying
from jobanalytics.errors import FrameSchemaError
from jobanalytics.schema import VARYING

columns = st.one_of(
    *(
        st.lists(value | st.none(), min_size=4, max_size=4)
        for value in [
            st.integers(0, 11),
            st.sampled_from([0.1, 1e-5, 2.0, 10.0, 1 / 3]),
            st.booleans(),
            st.text(max_size=2),
        ]
    )
)


@given(st.dictionaries(st.sampled_from(["x", "n_layers", "", "hyperparameters.y"]), columns))
def test_exactly_the_hyperparameters_that_differ(hyperparameters):
    named = {f"h_{name}": values for name, values in hyperparameters.items()}
    jobs = own.jobs_frame(state=["DONE", "FAILED"] * 2, t_t=list("abcd"), **named)
    table = varying(jobs)
    assert table.schema == VARYING
    differing = {name for name, values in hyperparameters.items() if len(set(values)) > 1}
    assert table["hyperparameter"].to_list() == sorted(differing)
    for name, n_values, missing, values in table.rows():
        given_values = hyperparameters[name]
        known = sorted(set(given_values) - {None})
        assert (n_values, missing) == (len(known), given_values.count(None))
        read = {bool: {"true": True, "false": False}.get}.get(type(known[0]), type(known[0]))
        assert [read(value) for value in values] == known


def test_no_jobs_vary_in_nothing():
    jobs = own.jobs_frame(h_x=[1, 2, 3, 4])
    for few in (jobs.clear(), jobs.head(1), jobs.drop("hyperparameters.x")):
        assert varying(few).equals(VARYING.to_frame())


def test_a_table_of_something_else_is_refused():
    with pytest.raises(FrameSchemaError, match=r"The jobs lack the column\(s\) job_arn"):
        varying(pl.DataFrame({"hyperparameters.x": [1, 2]}))
