"""Tables → one HTML page. Nothing is computed here: the page shows the tables that it is given."""

from jobanalytics.report.page import render
from jobanalytics.report.tables import MetricTables, ReportTables
from jobanalytics.report.writing import write_page

__all__ = ["MetricTables", "ReportTables", "render", "write_page"]
