"""The charts of a report are valid Vega-Lite, which is not looked at again for each page."""

import altair as alt
import jsonschema
import pytest

from jobanalytics.report.specs import X_TITLES, bands_spec, comparison_spec, curves_spec


@pytest.mark.parametrize("spec", [curves_spec, bands_spec])
@pytest.mark.parametrize("x", X_TITLES)
def test_over_each_x(spec, x):
    alt.LayerChart.from_dict(spec(x, "energy", "2 curves of energy"))


@pytest.mark.parametrize("is_log", [True, False])
def test_groups(is_log):
    alt.LayerChart.from_dict(comparison_spec("energy", "2 groups", ["a\nb", "c"], is_log=is_log))


def test_what_is_not_valid_is_noticed():
    spec = curves_spec("elapsed", "energy", "2 curves of energy")
    spec["layer"][0]["mark"]["type"] = "curve"
    with pytest.raises(jsonschema.ValidationError, match="curve"):
        alt.LayerChart.from_dict(spec)
