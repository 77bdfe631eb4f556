"""Hypothesis strategies for logs and for observations."""

from __future__ import annotations

import math
from itertools import count
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from reference import LogEvent, Observation
from tables import at

if TYPE_CHECKING:
    from collections.abc import Callable

STATISTICS = ("max", "min", "avg", "first", "last")
PIVOTS = ("timestamp", "iteration_number")

pivots = st.sampled_from(PIVOTS)
jobs = st.sampled_from([f"arn:aws:braket:eu-west-2:123456789012:job/{name}" for name in "abé"])

# ---------------------------------------------------------------------------------- log lines

_streams = st.sampled_from(
    [
        "job/0a1b-2c/algo-1-1700000000",
        "job/0a1b-2c/algo-2-1700000000",
        "job/algo-10-1600000000",
        "algo-3",
        "job/0a1b-2c/algo-x-1",
        "elsewhere",
        "",
        None,
    ]
)
_event_times = st.one_of(
    st.none(), st.sampled_from([at(0), at(1.001), at(1.7e9)]), st.integers(-(10**9), 10**9).map(at)
)
_white_space = st.sampled_from(
    ["", "", " ", "  ", "\t", "\x1c", "\xa0", "\u2003", "\r", "\n", "\x85"]
)
# fmt: off
_odd_numbers = st.sampled_from([
    "inf", "-inf", "+inf", "Infinity", "-INFINITY", "nan", "NaN", "-nan", "+NAN", "nan(1)", "nil",
    "1_000", "1__0", "_1", "1_", "\u0663.\u0665", "\uff11\uff12", "-\u0667", "\u22121", "\xb2",
    "1e5", "1E-5", "1e400", "-1e400", "1e-400", "5e-324", "1.7976931348623157e308", ".5", "5.", ".",
    "-.5e-3", "+1", "--1", "0x10", "1e", "1d5", "1j", "true", "None", "-0", "-0.0", "00012", "1,5",
    "9007199254740993", "123456789012345678901234567890", "9" * 400, "0." + "0" * 400 + "1",
    "", "1 2", "+ 1", "1\x00", "=1", "1=", "1e5=2",
])
# fmt: on
_number_texts = st.one_of(
    st.floats().map(repr),
    st.integers(-5, 5).map(str),
    _odd_numbers,
    st.text(alphabet="0123456789+-._eEinfa\u0663 \x1c", max_size=8),
)
_timestamp_texts = st.one_of(
    st.sampled_from(["1628019160.123456", "0", "1e-7", "1.0000005", "1.0000015", "-62135596800"]),
    st.sampled_from(
        ["-62135596800.1", "253402300800", "253402300799.9999", "1e300", "nan", "-inf"]
    ),
    st.floats(-6.3e10, 2.6e11).map(repr),
    _number_texts,
)
_iteration_texts = st.one_of(
    st.integers(-3, 3).map(str),
    st.sampled_from(["2.0", "1e3", "1.5", "-0.0", "9223372036854775807", "9223372036854774784"]),
    st.sampled_from(["-9223372036854775808", "-9223372036854777856", "1e30", "inf", "nan"]),
    _number_texts,
)
_metric_names = st.one_of(
    st.sampled_from(
        ["energy", "train/loss", "val/loss", "mean energy", "Δφ", "名前", "a:b", "\u0663"]
    ),
    st.sampled_from(["", "Metrics", "job_name", "metrics.timestamp", "Timestamp", "[x]", "a\nb"]),
    st.text(max_size=5).map(lambda text: text.replace("=", "")),
)


_names_and_texts = st.one_of(
    st.tuples(_metric_names, _number_texts),
    st.tuples(st.just("timestamp"), _timestamp_texts),
    st.tuples(st.just("iteration_number"), _iteration_texts),
)
_equals_and_ends = st.sampled_from([("=", ";")] * 8 + [("=", ""), ("", ";"), ("==", ";")])
_items = st.builds(
    lambda named, sign, one, other: (
        f"{one}{named[0]}{other}{sign[0]}{other}{named[1]}{one}{sign[1]}"
    ),
    _names_and_texts,
    _equals_and_ends,
    _white_space,
    _white_space,
)
_few_items = st.lists(_items, max_size=4)
# Lines with more items than 16 are read another way.
_many_items = st.builds(
    lambda items, times: items * times, st.lists(_items, min_size=3, max_size=4), st.integers(4, 6)
)

_prefixes = st.sampled_from(
    [
        "",
        "",
        "[nodeA]<stdout>:",
        "[名]<stderr>:",
        "[]",
        "\x1b[34m[nodeB]<stdout>:",
        "\x1b[1;31m\x1b[0m[nodeC]",
        "\x1b[36malgo-1 ",
        " [late]",
        "[unclosed ",
        "x=1; y",
        "Metrics ",
    ]
)
_metric_lines = st.builds(
    lambda prefix, items, tail: f"{prefix}Metrics -{''.join(items)}{tail}",
    _prefixes,
    st.one_of(_few_items, _few_items, _many_items),
    st.sampled_from(["", "", " ", "\r", "\x1b[0m", " energy=1", " ener", ";;", "Metrics"]),
)
_run_together = st.lists(_metric_lines, min_size=2, max_size=4).map("".join)
_tokens = ["Metrics - ", "Metrics -", "Metrics", "=", ";", "; ", "a=1;", "b = 2;", "a", "[n]", "\n"]
_tokens += ["timestamp", "iteration_number", "1", ".5", "nan", " "]
_token_soup = st.lists(st.sampled_from(_tokens), max_size=30).map("".join)
_noise = st.one_of(
    st.none(), st.sampled_from(["", "Metrics-a=1;", "INFO x=1; y=2;", "metrics - a=1;"]), st.text()
)
messages = st.one_of(_metric_lines, _metric_lines, _run_together, _token_soup, _noise)

logs = st.lists(st.builds(LogEvent, jobs, _streams, _event_times, messages), max_size=7)

simple_logs = st.lists(
    st.builds(
        LogEvent,
        jobs,
        _streams,
        _event_times,
        st.sampled_from(["noise", "Metrics - a=1;Metrics - a=2; b=x;", "[n]Metrics - a=3;"]),
    ),
    max_size=10,
)
"""Logs in which only the order of the lines is of interest."""


@st.composite
def reordered(draw: Callable, log: list[LogEvent]) -> list[LogEvent]:
    """The same log as it might be read otherwise: any order but among the equals of a stream."""
    waiting: dict[tuple, list[LogEvent]] = {}
    for event in log:
        waiting.setdefault(event[:3], []).append(event)
    order = draw(st.permutations([event[:3] for event in log]))
    return [waiting[place].pop(0) for place in order]


# ------------------------------------------------------------------- logs whose lines look alike

_common_names = st.sampled_from(["energy", "train/loss", "val/loss", "mean energy", "Δφ", "a", "b"])
_common_numbers = st.one_of(st.floats(-9, 9).map(repr), st.integers(-5, 5).map(str))
_common_prefixes = st.sampled_from(
    ["", "[n0]<stdout>:", "[n1]<stdout>:", "\x1b[34m[名] ", "12:00 "]
)
_alike_tails = st.sampled_from(["", "", " ", "\r\n"])


@st.composite
def _shapes(draw: Callable) -> Callable[[Callable], str]:
    """A way to write lines: names at their places, or a choice of names, and the spaces."""
    keys = st.sampled_from(["timestamp", "iteration_number"])
    places = draw(
        st.lists(
            st.lists(_common_names, min_size=1, max_size=3) | keys.map(lambda key: [key]),
            min_size=1,
            max_size=4,
        )
    )
    prefixes = draw(st.lists(_common_prefixes, min_size=1, max_size=3))
    before_name, sign = draw(st.sampled_from([" ", "", "\t"])), draw(st.sampled_from(["=", " = "]))
    tail = draw(_alike_tails)

    def line(draw: Callable) -> str:
        items = (
            f"{before_name}{draw(st.sampled_from(names))}{sign}{draw(_text_for(names[0]))};"
            for names in places
        )
        return f"{draw(st.sampled_from(prefixes))}Metrics -{''.join(items)}{tail}"

    return line


def _text_for(name: str) -> st.SearchStrategy[str]:
    """What stands behind a name: mostly what everybody writes."""
    odd = {"timestamp": _timestamp_texts, "iteration_number": _iteration_texts}
    rarely = odd.get(name, _number_texts)
    return st.integers(0, 7).flatmap(lambda chance: _common_numbers if chance else rarely)


@st.composite
def alike_logs(draw: Callable) -> list[LogEvent]:
    """A log of lines of one or a few shapes, with odd lines and noise between them."""
    shapes = draw(st.lists(_shapes(), min_size=1, max_size=3))
    own_jobs = draw(st.lists(jobs, min_size=1, max_size=2))
    log = []
    for number in range(draw(st.integers(1, 40))):
        is_odd = draw(st.integers(0, 9)) == 0
        message = draw(messages) if is_odd else draw(st.sampled_from(shapes))(draw)
        time = draw(_event_times) if is_odd else at(number)
        log.append(LogEvent(draw(st.sampled_from(own_jobs)), "job/algo-1-1", time, message))
    return log


# -------------------------------------------------------------- what the standard log_metric writes

_plain_names = (
    st.text(alphabet=st.characters(codec="utf-8", exclude_characters="=;"), min_size=1, max_size=12)
    .map(str.strip)
    .filter(lambda name: name not in {"", "timestamp", "iteration_number"})
    .filter(lambda name: "Metrics -" not in f"{name}")
)
logged_metrics = st.tuples(
    _plain_names,
    st.floats(),
    st.floats(0, 2e11),
    st.none() | st.integers(-(2**53), 2**53),
)


def log_metric(name: str, value: float, timestamp: float, iteration_number: int | None) -> str:
    line = f"Metrics - timestamp={timestamp}; {name}={value};"
    return line if iteration_number is None else f"{line} iteration_number={iteration_number};"


# -------------------------------------------------------------- lines that the SDK reads as we do

_sdk_names = st.sampled_from(["energy", "loss", "x_1", "Größe", "k9"])
_sdk_numbers = st.one_of(
    st.floats(allow_nan=False).map(repr), st.integers(-3, 3).map(str), st.just("1_000")
)
_sdk_malformed = st.sampled_from([" loss=abc;", " energy=;", " k9= ;", " words;", " ;", "x_1=1=2;"])


@st.composite
def sdk_lines(draw: Callable) -> str:
    """A metric line of which both say the same: closed items, a time, a metric, no NaN."""
    pad = st.sampled_from(["", " ", "\t"])

    def item(name: str, text: str) -> str:
        return f"{draw(pad)}{name}{draw(pad)}={draw(pad)}{text}{draw(pad)};"

    microseconds = draw(st.integers(0, 3) | st.integers(0, 2 * 10**15))
    items = [item("timestamp", repr(microseconds / 1e6))]
    items += [
        item(name, draw(_sdk_numbers))
        for name in draw(st.lists(_sdk_names, min_size=1, max_size=4))
    ]
    if draw(st.booleans()):
        items.append(item("iteration_number", draw(st.sampled_from(["0", "1", "2.0", "7"]))))
    items += draw(st.lists(_sdk_malformed, max_size=2))
    prefix = draw(st.sampled_from(["", "", "[nodeA]<stdout>:", "[nodeB]<stdout>:", "12:00 "]))
    tail = draw(st.sampled_from(["", " ", " energy=3", "\r"]))
    return f"{prefix}Metrics -{''.join(draw(st.permutations(items)))}{tail}"


# ------------------------------------------------------------------------------- observations

any_values = st.floats()
finite_values = st.floats(-1e300, 1e300)
exact_values = st.one_of(
    st.integers(-(2**20), 2**20).map(lambda number: number / 1024),
    st.integers(-2, 2).map(float),
    st.sampled_from([math.inf, -math.inf, math.nan, math.nan, -0.0]),
)
"""Values whose sums are exact in any order, so that averages can be compared with ``==``."""

metric_names = st.sampled_from(
    ["energy", "train/loss", "val/loss", "Ω", "value", "row", "job_name", "metrics.node_id"]
)
statistics = st.sampled_from(STATISTICS)
mappings = st.dictionaries(
    metric_names | st.sampled_from(["timestamp", "iteration_number", "unknown"]),
    statistics,
    max_size=5,
)


@st.composite
def observations(
    draw: Callable, values: st.SearchStrategy[float] = any_values, min_size: int = 0
) -> list[Observation]:
    """Observations of a few jobs, most of them in conflict, in any order."""
    record_of: dict[str, Any] = {}
    rows = []
    # Few places, so that most cells get several observations.
    places = st.tuples(
        jobs,
        st.sampled_from([None, "nodeA", "nodeB", ""]),
        st.none() | st.integers(-1, 2) | st.sampled_from([-(2**63), 2**63 - 1]),
    )
    some_places = draw(st.lists(places, min_size=1, max_size=3))
    some_metrics = draw(st.lists(metric_names, min_size=1, max_size=3))
    records = st.tuples(
        st.sampled_from(some_places),
        st.sampled_from(["algo-1", "algo-2", None]),
        st.sampled_from([None, at(-1), at(0), at(1e-6), at(1.7e9)]),
        st.dictionaries(st.sampled_from(some_metrics), values, min_size=1),
    )
    for (job, node, iteration), instance, time, metrics in draw(
        st.lists(records, min_size=min_size, max_size=12)
    ):
        record = next(record_of.setdefault(job, count()))
        rows += [
            Observation(job, instance, node, record, time, iteration, metric, value)
            for metric, value in metrics.items()
        ]
    return draw(st.permutations(rows))


@st.composite
def splits(draw: Callable, rows: list[Observation]) -> list[list[Observation]]:
    """The observations dealt out to some parts, a few of which may stay empty."""
    parts: list[list[Observation]] = [[] for _ in range(draw(st.integers(1, 4)))]
    for row in rows:
        parts[draw(st.integers(0, len(parts) - 1))].append(row)
    return parts
