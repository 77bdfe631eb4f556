"""Tables → Axes. Nothing is computed here: each plot draws the table that it is given."""

from jobanalytics.plotting.bands import bands
from jobanalytics.plotting.curves import curves

__all__ = ["bands", "curves"]
