"""Names along the x axis, which do not overlap."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import rcParams
from matplotlib.font_manager import FontProperties

from jobanalytics.plotting.strips import points_along
from jobanalytics.plotting.style import lay_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

__all__ = ["name_along"]

# Letters and lines, upright and slanted, in sizes of the font.
_AVERAGE, _LINE, _SLANTED = 0.62, 1.15, 2.2
_SLANT: dict[str, Any] = {"rotation": 40, "ha": "right", "rotation_mode": "anchor"}


def name_along(ax: Axes, labels: Sequence[str]) -> None:
    """Name the places 0, 1, …: slanted where names are long, upright where many, or not all.

    The layout has to know by now how wide the Axes are.
    """
    lay_out(ax)
    letter = FontProperties(size=rcParams["xtick.labelsize"]).get_size_in_points()
    each = points_along(ax, "x") / max(len(labels), 1)
    widest = max((len(one) + len(other) for one, other in pairwise(labels)), default=0) / 2 + 1
    style: dict[str, Any] = {}
    if widest * letter * _AVERAGE > each:
        style = {"rotation": 90} if each < _SLANTED * letter else _SLANT
    step = max(1, int(np.ceil(_LINE * letter / each)))
    ax.set_xticks(range(0, len(labels), step), labels[::step], **style)
