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
    figures = plt.get_fignums()
    done = cli("plot", kind, "energy", sweep[0], "--by", "n_layers", "-o", f"drawn.{ending}")
    assert (tmp_path / f"drawn.{ending}").read_bytes().startswith(begins)
    assert done.stdout == ""
    assert done.stderr == f"{kind} of 6 jobs in drawn.{ending}\n"
    assert plt.get_fignums() == figures


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
    assert "only those above 0 have a place" in " ".join(done.stderr.split())
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


LOGS = ("FilterLogEvents", "DescribeLogStreams")
REPORT = ("report", "SWEEP")
CURVES = ("plot", "curves", "energy", "SWEEP")
BOARD = ("plot", "leaderboard", "energy", "SWEEP", "--goal", "min")
TIMELINE = ("plot", "timeline", "SWEEP")


def drawn(command, sweep, file):
    return [*(sweep[0] if word == "SWEEP" else word for word in command), "-o", file]


@pytest.mark.parametrize(
    ("command", "denied"),
    [
        (REPORT, LOGS),
        (CURVES, LOGS),
        (BOARD, LOGS),
        (REPORT, ("GetJob",)),
        (TIMELINE, ("GetJob",)),
    ],
)
def test_a_good_file_stays_where_nothing_could_be_read(aws, cli, sweep, tmp_path, command, denied):
    file = tmp_path / ("drawn.html" if command is REPORT else "drawn.png")
    file.write_text("good")
    for operation in denied:
        aws.fail(operation, "denied", times=None)
    done = cli(*drawn(command, sweep, file.name), code=4)
    assert file.read_text() == "good"
    assert f"No job could be read, so nothing is written to {file.name}." in done.stderr
    assert done.stderr.count("error: left out") == 6
    file.unlink()
    cli(*drawn(command, sweep, file.name), code=4)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [REPORT, TIMELINE])
def test_a_file_is_written_where_some_could_be_read(aws, cli, sweep, tmp_path, command):
    file = tmp_path / ("drawn.html" if command is REPORT else "drawn.png")
    file.write_text("old")
    aws.fail("GetJob", "denied")
    cli(*drawn(command, sweep, file.name), code=1)
    assert file.stat().st_size > 10_000


def test_a_report_without_the_quantum_tasks_is_written(aws, cli, sweep, tmp_path):
    aws.fail("SearchQuantumTasks", "denied", times=None)
    cli(*drawn(REPORT, sweep, "drawn.html"), code=4)
    assert "energy" in (tmp_path / "drawn.html").read_text()


@pytest.mark.parametrize(
    ("command", "begins"), [(REPORT, b"<!DOCTYPE html>"), (TIMELINE, b"\x89PNG")]
)
def test_a_dash_is_stdout(cli, sweep, tmp_path, command, begins):
    done = cli(*drawn(command, sweep, "-"))
    assert done.stdout_bytes.startswith(begins)
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [REPORT, TIMELINE])
def test_stdout_that_is_a_terminal_is_refused(aws, terminal, sweep, command):
    aws.reset_calls()
    assert "name a file" in terminal(*drawn(command, sweep, "-"), code=2).stderr
    assert not aws.calls


def test_a_report_on_s3(aws, cli, sweep):
    aws.put_object("s3://some-bucket/there", b"")
    cli(*drawn(REPORT, sweep, "s3://some-bucket/drawn.html"))
    body = aws._s3().get_object(Bucket="some-bucket", Key="drawn.html")["Body"].read()
    assert body.startswith(b"<!DOCTYPE html>")


@pytest.mark.parametrize("command", [REPORT, TIMELINE])
def test_a_file_keeps_its_access(cli, sweep, tmp_path, command):
    file = tmp_path / "drawn.png"
    file.touch(mode=0o600)
    cli(*drawn(command, sweep, file.name))
    assert file.stat().st_size
    assert file.stat().st_mode & 0o777 == 0o600


def test_links_that_lead_to_no_file(aws, cli, sweep, tmp_path):
    (tmp_path / "loop.png").symlink_to("loop.png")
    (tmp_path / "link.png").symlink_to(tmp_path / "none" / "drawn.png")
    aws.reset_calls()
    done = cli(*drawn(CURVES, sweep, "loop.png"), code=5)
    assert "Writing loop.png failed: Too many levels" in done.stderr
    done = cli(*drawn(CURVES, sweep, "link.png"), code=2)
    assert f"there is no folder {tmp_path / 'none'}" in done.stderr
    assert {each.name for each in tmp_path.iterdir()} == {"link.png", "loop.png"}
    assert not aws.calls


def test_a_name_that_begins_like_that_of_a_home(cli, sweep, tmp_path):
    cli(*drawn(TIMELINE, sweep, "~drawn.png"))
    assert (tmp_path / "~drawn.png").is_file()


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
