"""The caller's prices go before the shipped ones; what is no price is refused."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from job_tables_frames import GARNET, QPU, jobs_frame, tasks_frame

from jobanalytics.errors import InvalidArgumentError
from jobanalytics.tables import costs

JOBS = jobs_frame({"instance": "ml.m5.large", "billable_seconds": 3600.0})


def prices_of(prices, item):
    tasks = tasks_frame({}, {"device": GARNET})
    row = costs(JOBS, tasks, prices).filter(item=item).row(0, named=True)
    return row["price_per_task"], row["price_per_shot"], row["price_per_hour"]


def test_what_is_not_given_stays_as_shipped():
    assert prices_of({QPU: {"per_shot": 1}}, QPU) == (0.3, 1.0, None)
    assert prices_of({QPU: {}}, QPU) == (0.3, 0.08, None)
    assert prices_of({QPU: {"per_shot": 1}}, GARNET) == (0.3, 0.00145, None)


def test_a_glob_is_for_all_that_it_matches():
    assert prices_of({"*/qpu/*": {"per_task": 1}}, QPU) == (1.0, 0.08, None)
    assert prices_of({"*/qpu/*": {"per_task": 1}}, GARNET) == (1.0, 0.00145, None)
    assert prices_of({"*/iqm/*": {"per_task": 1}}, QPU) == (0.3, 0.08, None)
    assert prices_of({"ml.*": {"per_hour": 2}}, "ml.m5.large") == (None, None, 2.0)


def test_of_several_globs_the_last_counts_and_the_name_before_all():
    broad, narrow = {"*": {"per_task": 1, "per_shot": 1}}, {"*/ionq/*": {"per_task": 2}}
    assert prices_of(broad | narrow, QPU) == (2.0, 1.0, None)
    assert prices_of(narrow | broad, QPU) == (1.0, 1.0, None)
    assert prices_of({QPU: {"per_task": 3}} | broad, QPU) == (3.0, 1.0, None)


def test_a_price_that_is_of_no_concern_is_not_shown():
    assert prices_of({"*": {"per_hour": 1, "per_task": 2}}, QPU) == (2.0, 0.08, None)
    assert prices_of({"*": {"per_hour": 1, "per_task": 2}}, "ml.m5.large") == (None, None, 1.0)


@pytest.mark.parametrize("price", [0, 1, 0.5, Decimal("0.5"), Fraction(1, 2), np.float32(0.5)])
def test_any_kind_of_number_is_a_price(price):
    assert prices_of({QPU: {"per_task": price}}, QPU)[0] == float(price)


@pytest.mark.parametrize(
    "price",
    [-0.1, float("nan"), float("inf"), "0.3", None, True, 1j, 10**400, Decimal("NaN"), [0.3]],
)
def test_what_is_no_price_is_refused(price):
    with pytest.raises(InvalidArgumentError, match=r"\['per_task'\] is .*; expected USD, a number"):
        costs(JOBS, tasks_frame(), {QPU: {"per_task": price}})


def test_another_kind_of_price_is_refused():
    with pytest.raises(InvalidArgumentError, match=r"has 'per_minute'; expected .*per_hour"):
        costs(JOBS, tasks_frame(), {QPU: {"per_task": 1, "per_minute": 1}})


@pytest.mark.parametrize("prices", [[QPU], 0.3, {QPU: 0.3}, {1: {"per_task": 1}}])
def test_what_is_no_mapping_of_mappings_is_refused(prices):
    with pytest.raises(InvalidArgumentError, match=r"^prices (is|has) .*expected a device's ARN"):
        costs(JOBS, tasks_frame(), prices)


@pytest.mark.parametrize("key", ["ml.m5.lage", "*/ionk/*", "ML.M5.LARGE", "Forte-1"])
def test_a_key_that_matches_nothing_is_refused(key):
    with pytest.raises(InvalidArgumentError) as error:
        costs(JOBS, tasks_frame({}), {key: {"per_task": 1}})
    for part in (key, "ml.m5.large", QPU, GARNET):
        assert part in str(error.value)


def test_a_shipped_device_may_be_priced_that_no_job_used():
    assert costs(JOBS, tasks_frame(), {GARNET: {"per_task": 1}}).height == 1
    assert costs(JOBS, tasks_frame(), {"*/iqm/*": {"per_task": 1}}).height == 1


@pytest.mark.parametrize(
    ("key", "kind"), [(QPU, "per_hour"), ("ml.m5.large", "per_task"), ("ml.m5.large", "per_shot")]
)
def test_a_price_without_effect_is_refused(key, kind):
    with pytest.raises(InvalidArgumentError, match=f"'{kind}', which a .* does not have"):
        costs(JOBS, tasks_frame({}), {key: {kind: 1}})
