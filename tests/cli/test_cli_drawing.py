"""Plots and reports: the JobSet's own methods draw, by their names, into files that are whole."""

import pytest
from matplotlib import image
from matplotlib import pyplot as plt

from jobanalytics.cli import pictures
from jobanalytics.errors import InvalidArgumentError


@pytest.mark.parametrize("kind", ["curves", "bands"])
@pytest.mark.parametrize(
    ("ending", "begins"),
    [("png", b"\x89PNG"), ("pdf", b"%PDF"), ("svg", b"<?xml"), ("PNG", b"\x89")],
)
def test_a_picture(cli, sweep, tmp_path, kind, ending, begins):
    done = cli("plot", kind, "energy", sweep[0], "--by", "n_layers", "-o", f"drawn.{ending}")
    assert (tmp_path / f"drawn.{ending}").read_bytes().startswith(begins)
    assert done.stdout == ""
    assert done.stderr == f"{kind} of 6 jobs in drawn.{ending}\n"
    assert plt.get_fignums() == []


def test_what_is_given_is_drawn(cli, sweep, tmp_path):
    def svg(*options):
        cli("plot", "bands", "energy", sweep[0], *options, "-o", "drawn.svg", "--quiet")
        return (tmp_path / "drawn.svg").read_text()

    assert "<!-- energy -->" in svg()
    by_layers = svg("--by", "n_layers")
    assert "<!-- n_layers -->" in by_layers
    assert "<!-- 2 (N = 3) -->" in by_layers
    assert "elapsed" in svg("--x", "elapsed", "--every", "2s")
    assert svg("--every", "2") != svg()
    assert svg("--smooth", "0.9") != svg()


def test_a_picture_has_its_size(cli, sweep, tmp_path):
    cli("plot", "curves", "energy", sweep[0], "-o", "drawn.png")
    assert image.imread(tmp_path / "drawn.png").shape[:2] == (750, 1200)


def test_no_name_of_several_is_lost(cli, sweep, tmp_path):
    by = ["--by", "n_layers", "--by", "seed"]
    cli("plot", "curves", "energy", sweep[0], *by, "-o", "drawn.svg", "--quiet")
    drawn = (tmp_path / "drawn.svg").read_text()
    assert "n_layers" in drawn
    assert "seed" in drawn


def test_what_takes_one_name_says_so(cli, sweep):
    by = ["--by", "n_layers", "--by", "seed"]
    done = cli("plot", "scatter", "energy", sweep[0], *by, "-o", "drawn.png", code=2)
    assert "takes one name; got n_layers, seed" in done.stderr


@pytest.mark.parametrize(
    ("file", "said"),
    [("drawn.gif", ".png, .pdf, .svg"), (".", "is a folder"), ("a/b.png", "no folder")],
)
def test_files_that_cannot_be(aws, cli, sweep, file, said):
    aws.reset_calls()
    assert said in cli("plot", "curves", "energy", sweep[0], "-o", file, code=2).stderr
    assert not aws.calls


def test_a_metric_that_was_not_logged(cli, sweep, tmp_path):
    done = cli("plot", "curves", "enrgy", sweep[0], "-o", "drawn.png", code=2)
    assert "did you mean 'energy'" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_plot_that_this_version_does_not_have():
    with pytest.raises(InvalidArgumentError, match="does not draw 'pie'"):
        pictures._method(object(), "pie", {})


def test_an_option_that_a_plot_does_not_take():
    def timeline(*, ax=None):
        return ax

    class Plots:
        pass

    Plots.timeline = staticmethod(timeline)
    assert pictures._method(Plots(), "timeline", {"ax": None}) is timeline
    with pytest.raises(InvalidArgumentError, match="timeline takes no --goal"):
        pictures._method(Plots(), "timeline", {"goal": "min"})
