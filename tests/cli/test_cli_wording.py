"""What people read: steering characters spelt out, options called as they are in a shell."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobanalytics.cli.wording import SafeStream, one_line, spoken
from jobanalytics.printable import printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, äöü, 量子, \U0001f469\u200d\U0001f52c, a\u00a0b", None),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("a\tb\nc\rd\x00", r"a\tb\nc\rd\x00"),
        ("\u202egnp.exe\u2066", r"\u202egnp.exe\u2066"),
        ("\u200binvisible\ufeff", r"\u200binvisible\ufeff"),
        ("lone \ud800", r"lone \ud800"),
        ("line\u2028end", r"line\u2028end"),
        ("\x9b2J", r"\x9b2J"),
    ],
)
def test_what_steers_is_spelt_out(text, shown):
    assert printable(text) == (text if shown is None else shown)


@given(st.text(st.characters(codec=None)))
def test_no_text_steers(text):
    shown = printable(text)
    assert not set(shown) & {chr(code) for code in (*range(32), *range(127, 160))}
    assert printable(shown) == shown
    assert "\n" not in one_line(text)


@given(st.text(st.characters(codec="utf-8")))
def test_no_log_steers_but_by_colours(text):
    shown = io.StringIO(newline="")
    SafeStream(shown).write(text)
    rest = shown.getvalue().split("\x1b")
    assert all(piece.startswith("[") and "m" in piece for piece in rest[1:])
    assert not set(shown.getvalue()) & {"\r", "\x07", "\x08", "\x9b", "\u202e"}


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("pass allow_pickle=True, as in job.result(allow_pickle=True).", "pass --allow-pickle."),
        ("take metric_type='timestamp' (x='elapsed' for curves).", "take --type timestamp."),
        ("metric_type='iteration_number' has them.", "--type iteration has them."),
        ("its jobs are Archive('a/b').jobs().", "its jobs are --archive a/b."),
        (
            "No region is set. Pass region=…, or set X.",
            "No region is set. Give --region, or set X.",
        ),
        ("one\n  two", "one two"),
        (
            "not hold the log; ask AWS: AwsQuantumJob('arn:aws:1').logs().",
            "not hold the log; ask AWS: jobanalytics logs arn:aws:1.",
        ),
        (
            "There are 'a'. with_groups joins columns of the table of jobs to a frame.",
            "There are 'a'.",
        ),
        (
            (
                "Archive.verify() tells what else is wrong; sync(jobs, refresh=True) reads jobs "
                "anew, from AWS or from another archive that has them: "
                "sync(other.jobs(), refresh=True)."
            ),
            (
                "jobanalytics verify tells what else is wrong; jobanalytics sync --refresh "
                "reads jobs anew, from AWS or from another archive that has them."
            ),
        ),
        (
            "Bands over 'elapsed' need every: jobs log at different times: every=60 or every='1m'.",
            (
                "Bands over 'elapsed' need --every: jobs log at different times: --every 60 or "
                "--every 1m."
            ),
        ),
        ("status='x' is no status", "--status x is no status"),
        ("Make one: Archive('a/b').sync(jobs).", "Make one: jobanalytics sync … --archive a/b."),
        (
            "Watch again, with a larger poll_timeout_seconds or none; metrics() has what was.",
            "Watch again, with a larger --timeout or none; jobanalytics metrics has what was.",
        ),
    ],
)
def test_options_are_called_as_in_a_shell(message, said):
    assert spoken(message) == said
