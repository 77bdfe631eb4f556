"""Plots and reports: the JobSet's own methods draw, by their names, into files that are whole."""

import re

import pytest
import typer
from matplotlib import image
from matplotlib import pyplot as plt

from jobanalytics.cli import drawing, pictures
from jobanalytics.cli.picture_options import Picture
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


def test_a_picture_has_the_size_that_is_wanted(cli, sweep, tmp_path):
    size = ["--size", "3.5x2.5", "--dpi", "100"]
    cli("plot", "timeline", sweep[0], *size, "-o", "drawn.png")
    assert image.imread(tmp_path / "drawn.png").shape[:2] == (250, 350)


@pytest.mark.parametrize("size", ["8", "0x3", "x", "8x-5", "8x5x2", "²x3", "1000x1", "nanxinf"])
def test_sizes_that_cannot_be(aws, cli, size):
    aws.reset_calls()
    done = cli("plot", "timeline", "x", f"--size={size}", "-o", "drawn.png", code=2)
    assert "such as 8x5" in done.stderr
    assert not aws.calls


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("curves", []),
        ("bands", []),
        ("scatter", ["--by", "seed"]),
        ("leaderboard", ["--goal", "max"]),
        ("compare", ["--by", "n_layers", "--goal", "max"]),
    ],
)
def test_the_scale_of_the_metric(cli, sweep, tmp_path, kind, more):
    def svg(*options, metric="accuracy"):
        done = cli("plot", kind, metric, sweep[0], *more, *options, "-o", "drawn.svg", "-q")
        assert done.stderr == ""
        return re.sub(r"#\w+|id=\S+|<dc:date>.*", "", (tmp_path / "drawn.svg").read_text())

    assert "mathdefault" in svg("--log")  # powers of ten
    assert "mathdefault" not in svg("--linear")
    done = cli("plot", kind, "energy", sweep[0], *more, "--log", "-o", "x.svg", code=2)
    assert "only those above 0 have a place" in done.stderr
    assert not (tmp_path / "x.svg").exists()


def test_a_title_is_no_formula(cli, sweep, tmp_path):
    cli("plot", "parallel", "energy", sweep[0], "--title", "of $x$", "-o", "drawn.svg", "-q")
    drawn = (tmp_path / "drawn.svg").read_text()
    assert "<!-- of $x$ -->" in drawn
    assert "Oblique" not in drawn


def test_a_comparison_is_drawn_against_a_group(aws, cli, sweep, tmp_path):
    def svg(*options):
        arguments = ("--by", "n_layers", "--goal", "min", *options, "-o", "drawn.svg", "-q")
        cli("plot", "compare", "energy", sweep[0], *arguments)
        return (tmp_path / "drawn.svg").read_text()

    assert svg("--resamples", "7") != svg("--resamples", "8", "--seed", "3")
    assert svg("--baseline", "1")
    for group in ("7", "two"):
        given = ["--by", "n_layers", "--goal", "min", "--baseline", group, "-o", "drawn.svg"]
        assert "baseline" in cli("plot", "compare", "energy", sweep[0], *given, code=2).stderr


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
    [("drawn.gif", ".png, .pdf, .svg"), ("x.png/", "is a folder"), ("a/b.png", "no folder")],
)
def test_files_that_cannot_be(aws, cli, sweep, file, said):
    aws.reset_calls()
    assert said in cli("plot", "curves", "energy", sweep[0], "-o", file, code=2).stderr
    assert not aws.calls


def test_which_value_counts_is_known_before_anything_is_read(aws, cli, sweep):
    aws.reset_calls()
    done = cli("plot", "scatter", "energy", sweep[0], "--by", "seed", "--of", "foo", code=2)
    assert "'last', 'best', 'first', 'min', 'max', 'mean'" in done.stderr
    assert not aws.calls


def test_what_is_no_picture_is_known_before_matplotlib_is_loaded():
    assert "jobanalytics.cli.pictures" not in vars(drawing)
    with pytest.raises(typer.BadParameter, match="the ending of x"):
        Picture("x.bmp")


@pytest.mark.parametrize("every", ["²", "x", "1.2.3"])
def test_what_is_no_number_is_no_bug(cli, sweep, every):
    given = ["--every", every, "-o", "drawn.png"]
    assert "every" in cli("plot", "curves", "energy", sweep[0], *given, code=2).stderr


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
