"""A job without a value, and one with a text that says little, read alike on every plot."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobanalytics import JobSet, LocalQuantumJob, printable

TEXTS = [None, "", "none", "not given"]
IN_ORDER = ["not given", '""', "none", '"not given"']
NAMES = sorted(IN_ORDER)


@pytest.fixture
def jobs(tmp_path):
    """Two jobs for each of the texts; those of None do not have the hyperparameter."""
    made = []
    for job, text in enumerate(TEXTS * 2):
        folder = tmp_path / f"job-{job}"
        folder.mkdir()
        lines = [f"Metrics - loss={job + n}; iteration_number={n};\n" for n in range(3)]
        (folder / "log.txt").write_text("".join(lines))
        noise = "" if text is None else f', "noise": "{text}"'
        (folder / "hyperparameters.json").write_text(f'{{"seed": "{job}"{noise}}}')
        made.append(LocalQuantumJob(folder))
    return JobSet(made)


def legend(axes):
    return sorted(text.get_text() for text in axes.get_legend().get_texts())


def rows(axes):
    """The first column of the rows' labels."""
    return sorted(label.get_text().strip().split("  ")[0] for label in axes.get_yticklabels())


def test_every_plot_says_it_in_the_same_way(jobs, axes):
    jobs.plot.curves("loss", by="noise", ax=axes)
    assert legend(axes) == NAMES
    axes.clear()
    jobs[:4].plot.curves("loss", by=["noise", "seed"], ax=axes)
    assert legend(axes) == sorted(
        f"{name}, {seed}" for name, seed in zip(IN_ORDER, range(4), strict=True)
    )
    axes.clear()
    jobs.plot.bands("loss", "noise", ax=axes)
    assert legend(axes) == [f"{name} (N = 2)" for name in NAMES]
    axes.clear()
    jobs.plot.compare("loss", "noise", goal="min", ax=axes)
    assert rows(axes) == NAMES
    axes.clear()
    jobs.plot.leaderboard("loss", goal="min", ax=axes)
    assert rows(axes) == NAMES
    axes.clear()
    jobs.plot.scatter("loss", "noise", ax=axes)
    assert sorted(label.get_text() for label in axes.get_xticklabels()) == NAMES
    axes.clear()
    jobs.plot.parallel("loss", ["noise"], ax=axes)
    assert set(NAMES) <= {text.get_text() for text in axes.texts}


texts = st.none() | st.text('"a ', max_size=4) | st.just(printable.NOT_GIVEN)


@given(texts, texts)
def test_no_two_read_alike(one, other):
    names = [printable.given(one), printable.given(other)]
    assert (names[0] == names[1]) == (one == other)
    assert all(name and name == name.strip() for name in names)
