"""The tables of a report → one self-contained HTML page.

The charts are drawn in the browser by Vega-Lite, whose bundle stands in the page: 0.9 MB, where
Plotly's alone would be 4.6 MB, more than the whole page may have. The page asks no network for
anything, fonts too, and a Content-Security-Policy forbids it to.
"""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import replace
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl
import vl_convert
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

import jobanalytics
from jobanalytics.completeness import counted
from jobanalytics.report import money_section, overview
from jobanalytics.report.budget import budget_of
from jobanalytics.report.doubts import doubts_of, remarks_of
from jobanalytics.report.filtering import example_of, fields_of
from jobanalytics.report.html_table import table_of
from jobanalytics.report.labels import labels_of
from jobanalytics.report.mergers import mergers_of
from jobanalytics.report.metric_section import metric_section
from jobanalytics.report.words import listed, shown

if TYPE_CHECKING:
    from jobanalytics.report.html_table import Table
    from jobanalytics.report.tables import ReportTables

__all__ = ["render"]

_ASSETS = resources.files("jobanalytics.report").joinpath("assets")
_SCRIPTS = ("hover.js", "charts.js", "tables.js")


def render(tables: ReportTables) -> str:
    """Return the page of a report.

    Parameters
    ----------
    tables : ReportTables
        What it shows.

    Returns
    -------
    str
        HTML, of one file: no link leads to anything else that it needs.
    """
    labels = labels_of(tables.jobs, tables.groups)
    tables = replace(
        tables,
        completeness=labels.named(tables.completeness),
        errors=labels.named(tables.errors),
        merged=labels.named(tables.merged),
    )
    budget = budget_of(tables.metrics, tables.groups)
    metrics = [
        metric_section(place, metric, tables, labels, budget)
        for place, metric in enumerate(tables.metrics)
    ]
    charts = [part.chart for metric in metrics for part in metric.parts if part.chart]
    data = {"jobs": labels.jobs, "groups": labels.groups, "groupOfJob": labels.group_of_job}
    data |= {"fields": fields_of(tables.jobs, labels.jobs)}
    data |= {"states": [shown(state) for state in tables.jobs["state"]]}
    scripts = [_vega(), *(_asset(name) for name in _SCRIPTS)] if charts else [_asset("tables.js")]
    style = _asset("report.css")
    return (
        _templates()
        .get_template("page.html")
        .render(
            title=shown(tables.title),
            policy=_policy(scripts, style),
            style=Markup(style),  # noqa: S704 - of this package
            scripts=[Markup(script) for script in scripts],  # noqa: S704 - of this package, and Vega
            data=_json(data | {"charts": charts}),
            tables=tables,
            made_at=shown(tables.made_at),
            version=jobanalytics.__version__,
            values=tables.completeness["observations"].sum(),
            doubts=doubts_of(tables.completeness),
            remarks=[*remarks_of(tables.completeness), *mergers_of(tables)],
            certificates=_certificates(tables),
            errors=_errors(tables),
            states=overview.states_of(tables.jobs),
            facts=overview.facts_of(tables),
            failures=overview.failures_of(tables.jobs, labels),
            groups_in_words=overview.say_groups(tables),
            varying=overview.varying_table(tables.varying),
            example=example_of(tables),
            jobs=overview.jobs_table(tables, labels),
            metrics=metrics,
            other_metrics=listed(tables.other_metrics, 40),
            tasks=money_section.tasks_table(tables),
            costs=money_section.costs_table(tables),
            costs_by_job=money_section.costs_by_job(tables, labels),
            costs_in_words=money_section.say_costs(tables),
        )
    )


def _certificates(tables: ReportTables) -> Table:
    titles = {
        "job_name": "job",
        "complete": "complete",
        "observations": "values",
        "malformed": "malformed",
        "notes": "notes",
    }
    return table_of(tables.completeness, titles, "What was read of each job")


def _errors(tables: ReportTables) -> Table:
    titles = {"job_name": "job", "reading": "reading its", "error": "error", "reason": "reason"}
    once = tables.errors.group_by("job_name", "job_arn", "error", "reason", maintain_order=True)
    frame = once.agg(pl.col("reading").str.join(", "))
    frame = frame.with_columns(pl.col("reason").str.replace_all(r"\s+", " "))
    return table_of(frame, titles, "Jobs that could not be read")


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("jobanalytics.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["counted"] = counted
    return environment


@cache
def _asset(name: str) -> str:
    return _ASSETS.joinpath(name).read_text("utf-8")


@cache
def _vega() -> str:
    """Return Vega, Vega-Lite and Vega-Embed as one script, which fits the specifications."""
    version = ".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2])
    bundle: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=version)
    # In a function of its own, so that its names are no globals of the page. Both replacements
    # mean the same in strings and regular expressions, the only places where these can stand.
    safe = bundle.replace("</script", r"<\/script").replace("<!--", r"<\!--")
    return f"(function(){{{safe}\n}})();"


def _policy(scripts: list[str], style: str) -> str:
    """Return a Content-Security-Policy: these scripts, this style, and nothing from anywhere.

    Vega is told to interpret its expressions instead of compiling them, and so needs no
    'unsafe-eval'.
    """
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {' '.join(map(_hash, scripts))}",
            f"style-src {_hash(style)}",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _json(data: dict[str, Any]) -> Markup:
    """Return JSON that nothing in it can end: neither the script element nor a line."""
    text = json.dumps(data, separators=(",", ":"), allow_nan=False)  # ASCII: U+2028 too is escaped
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - nothing in it means anything to HTML any more
