"""What the package of comparisons offers."""

import inspect

from jobanalytics import comparison, schema

SIGNATURES = {
    "bands": ["curves", "*by", "*center", "*interval"],
    "compare": [
        "metrics", "metric", "*by", "*goal", "*jobs", "*of", "*baseline", "*seed", "*resamples",
    ],
    "curves": ["metrics", "metric", "*x", "*smooth", "*every"],
    "diff": ["metrics", "jobs", "a", "b"],
    "join_nodes": ["metrics", "statistic"],
    "leaderboard": ["metrics", "metric", "*goal", "*k", "*jobs"],
    "outcomes": ["summary", "jobs", "metric", "*of"],
    "standings": ["leaderboard", "jobs", "*by", "*k"],
    "latest": ["observations", "names", "*goal", "*statistic"],
    "summary": ["metrics", "names", "*goal"],
    "swept_groups": ["jobs", "most"],
    "varying": ["jobs"],
    "with_groups": ["frame", "jobs", "by"],
}  # fmt: skip


def test_the_names():
    assert comparison.__all__ == sorted([*SIGNATURES, "JobsDiff"])
    assert comparison.JobsDiff._fields == ("hyperparameters", "metadata", "summary", "curves")


def test_the_parameters_and_which_of_them_are_by_name_only():
    for name, expected in SIGNATURES.items():
        function = getattr(comparison, name)
        assert function.__doc__
        parameters = inspect.signature(function).parameters.values()
        by_name = inspect.Parameter.KEYWORD_ONLY
        assert [("*" if one.kind is by_name else "") + one.name for one in parameters] == expected


def test_the_schemas_are_public():
    for name in (
        "SUMMARY",
        "COMPARISON",
        "OUTCOMES",
        "STANDINGS",
        "VARYING",
        "curves_schema",
        "bands_schema",
    ):
        assert name in schema.__all__
