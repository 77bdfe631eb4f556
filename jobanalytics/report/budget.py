"""How many points curves and bands may have together, so that the page stays small."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jobanalytics.report.tables import MetricTables

__all__ = ["Budget", "budget_for", "budget_of"]

_MOST_ON_PAGE = 50_000
_MOST_OF_EACH = 400
_FEWEST_OF_EACH = 20
# A point of a band has three values and a count, where one of a curve has a value.
_WEIGHT_OF_BANDS = 3
# So that many bands leave something for the curves.
_SHARE_OF_BANDS = 0.4


@dataclass(frozen=True)
class Budget:
    """How many points each curve and each band may have."""

    of_curve: int
    of_band: int


def budget_of(metrics: Iterable[MetricTables], group_columns: Sequence[str]) -> Budget:
    """Share the points of a page among the curves and bands of its metrics.

    Parameters
    ----------
    metrics : iterable of MetricTables
        All that the page shows.
    group_columns : sequence of str
        The columns of the bands that say of which group they are.
    """
    curves = bands = 0
    for metric in metrics:
        curves += metric.curves.n_unique(["job_arn", "node_id"])
        if metric.bands is not None:
            bands += metric.bands.n_unique([*group_columns, "node_id"])
    return budget_for(curves, bands)


def budget_for(curves: int, bands: int) -> Budget:
    """Share the points of a page among so many curves and bands, the bands first."""
    of_band = _each(_MOST_ON_PAGE * _SHARE_OF_BANDS / _WEIGHT_OF_BANDS, bands)
    left = _MOST_ON_PAGE - of_band * bands * _WEIGHT_OF_BANDS
    return Budget(_each(left, curves), of_band)


def _each(points: float, lines: int) -> int:
    return min(max(int(points / max(lines, 1)), _FEWEST_OF_EACH), _MOST_OF_EACH)
