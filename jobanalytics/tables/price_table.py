"""The shipped prices, and the caller's own in their place."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fnmatch import fnmatchcase
from importlib import resources
from math import inf, nan
from numbers import Real
from typing import TYPE_CHECKING, Any

import polars as pl

from jobanalytics.errors import InvalidArgumentError
from jobanalytics.schema import PRICES

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["KINDS", "own_prices", "prices"]

KINDS = ("per_task", "per_shot", "per_hour")
"""The columns of a price table that are prices."""

_ITEM = pl.Schema({"item": PRICES["item"], **{kind: PRICES[kind] for kind in KINDS}})


def prices() -> pl.DataFrame:
    """Return the shipped prices of Amazon Braket.

    Returns
    -------
    polars.DataFrame
        ``item`` String (a device's ARN), ``per_task``, ``per_shot`` and ``per_hour`` Float64 in
        USD, ``region`` and ``source`` String, ``date`` Date (when the source was known to say so);
        ordered by item. A null is no price, not a price of 0.

    Notes
    -----
    On-demand prices of quantum computers, some of them retired, as the pricing page
    (https://aws.amazon.com/braket/pricing/) and the devices' own records had them; each of the date
    in its row, the latest of 2026-09-28. Prices change: look there before you rely on these.

    Two kinds are missing. On-demand simulators (SV1, DM1, TN1) are billed by minutes of run time,
    which the search for quantum tasks does not tell. Of the instances' prices, which differ by
    region, no source was found; `costs` takes yours.
    """
    table = resources.files("jobanalytics.tables").joinpath("prices.csv").read_bytes()
    return pl.read_csv(table, schema=PRICES).sort("item")


def own_prices(own: Mapping[str, Mapping[str, Any]] | None, items: Iterable[str]) -> pl.DataFrame:
    """Return the price of each item, by the caller's own prices or else the shipped ones.

    Parameters
    ----------
    own : mapping of str to mapping, optional
        ``per_task``, ``per_shot`` and ``per_hour`` in USD, by item or glob over items. What is not
        given keeps the shipped price. Of several globs that match an item the last counts, and its
        own name before any glob.
    items : iterable of str
        Devices' ARNs and instance types.

    Returns
    -------
    polars.DataFrame
        ``item``, ``per_task``, ``per_shot``, ``per_hour``: one row per item, shipped ones too.

    Raises
    ------
    InvalidArgumentError
        If `own` is no such mapping, names another kind of price, holds a price that is no number
        or negative, or a key matches none of the items nor of the shipped ones.
    """
    shipped = prices().select(list(_ITEM))
    table: dict[str, dict[str, float | None]] = {
        row["item"]: {kind: row[kind] for kind in KINDS} for row in shipped.iter_rows(named=True)
    }
    items = set(items)
    for item in items - table.keys():
        table[item] = dict.fromkeys(KINDS)
    checked = _checked(own)
    # A glob before the names that it matches, else in the caller's order.
    for pattern in sorted(checked, key=lambda key: key in table):
        matching = [pattern] if pattern in table else [i for i in table if fnmatchcase(i, pattern)]
        if items and not matching:
            raise InvalidArgumentError(
                f"prices has the key {pattern!r}, which matches no device or instance type of "
                f"these jobs: {', '.join(sorted(items))}. Shipped are {', '.join(shipped['item'])}."
            )
        if pattern in table:
            _check_effect(pattern, checked[pattern])
        for item in matching:
            table[item] |= checked[pattern]
    rows = [{"item": item, **table[item]} for item in sorted(table)]
    return pl.DataFrame(rows, schema=_ITEM)


def _checked(own: Any) -> dict[str, dict[str, float]]:
    expected = (
        f"expected a device's ARN, an instance type, or a glob, and any of {', '.join(KINDS)}"
    )
    if own is None:
        return {}
    if not isinstance(own, Mapping):
        raise InvalidArgumentError(f"prices is a {type(own).__name__}; {expected} in a mapping.")
    checked: dict[str, dict[str, float]] = {}
    for item, given in own.items():
        if not isinstance(item, str) or not isinstance(given, Mapping):
            raise InvalidArgumentError(f"prices has {item!r}: {given!r}; {expected}.")
        if unknown := [kind for kind in given if kind not in KINDS]:
            raise InvalidArgumentError(
                f"prices[{item!r}] has {', '.join(map(repr, unknown))}; {expected}."
            )
        checked[item] = {kind: _price(given[kind], f"prices[{item!r}][{kind!r}]") for kind in given}
    return checked


def _check_effect(item: str, kinds: Iterable[str]) -> None:
    """Raise where an item has no such kind of price."""
    is_device = item.startswith("arn:")
    if without := [kind for kind in kinds if (kind == "per_hour") == is_device]:
        what = "device" if is_device else "type of instance"
        raise InvalidArgumentError(
            f"prices[{item!r}] has {', '.join(map(repr, without))}, which a {what} does not have: "
            "devices have per_task and per_shot, instances per_hour."
        )


def _price(value: Any, what: str) -> float:
    is_number = isinstance(value, (Real, Decimal)) and not isinstance(value, bool)
    try:
        price = float(value) if is_number else nan
    except (OverflowError, ValueError):
        price = nan
    if not 0 <= price < inf:
        raise InvalidArgumentError(f"{what} is {value!r}; expected USD, a number of at least 0.")
    return price
