"""Tables → Axes. Nothing is computed here: each plot draws the table that it is given."""

from jobanalytics.plotting.bands import bands
from jobanalytics.plotting.compare import compare
from jobanalytics.plotting.curves import curves
from jobanalytics.plotting.leaderboard import leaderboard
from jobanalytics.plotting.parallel import parallel
from jobanalytics.plotting.scatter import scatter
from jobanalytics.plotting.timeline import timeline

__all__ = ["bands", "compare", "curves", "leaderboard", "parallel", "scatter", "timeline"]
