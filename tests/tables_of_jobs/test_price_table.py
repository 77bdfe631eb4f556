"""The shipped prices: dated, sourced, and of nothing that has no price per task and shot."""

from datetime import date

import polars as pl
from job_tables_frames import GARNET, QPU

from jobanalytics.schema import PRICES
from jobanalytics.tables import prices


def test_the_schema_and_the_order():
    table = prices()
    assert table.schema == PRICES
    assert table["item"].is_sorted()
    assert table["item"].is_unique().all()


def test_each_price_has_a_source_and_a_date():
    table = prices()
    assert table.select("source", "date").null_count().row(0) == (0, 0)
    assert table["date"].is_between(date(2024, 1, 1), date(2026, 9, 28)).all()
    assert f"the latest of {table['date'].max()}" in prices.__doc__


def test_devices_have_a_price_per_task_and_per_shot():
    table = prices()
    assert (
        table["item"].str.contains(r"^arn:aws:braket:[a-z0-9-]+::device/qpu/[a-z]+/[\w-]+$").all()
    )
    assert (table["per_task"] == 0.3).all()
    assert (table["per_shot"] > 0).all()
    assert table["per_hour"].null_count() == table.height
    assert (table["region"] == table["item"].str.split(":").list.get(3)).all()


def test_some_prices():
    per_shot = dict(prices().select("item", "per_shot").iter_rows())
    assert per_shot[QPU] == 0.08
    assert per_shot[GARNET] == 0.00145


def test_simulators_and_instances_are_left_out():
    assert prices().filter(pl.col("item").str.contains("simulator|^ml")).is_empty()


def test_each_call_gives_a_table_of_its_own():
    assert prices() is not prices()
