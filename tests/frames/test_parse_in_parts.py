"""A long log is parsed in parts, which must not show."""

import polars as pl

from jobanalytics.observations import parse_log_events
from jobanalytics.schema import LOG_EVENTS

LINES = 120_001


def test_a_long_log_is_parsed_whole_and_in_order():
    messages = [f"[node{i % 2}]Metrics - a={i}; bad=x; iteration_number={i};" for i in range(LINES)]
    messages[60_000] = "Metrics - a=1; Metrics - a=2;"
    events = pl.DataFrame(
        {
            "job_arn": ["job"] * LINES,
            "log_stream": ["n/algo-1-1"] * LINES,
            "timestamp": range(LINES),
            "message": messages,
        },
        schema=LOG_EVENTS,
    )

    observations, malformed = parse_log_events(events)

    # The line that holds two records counts as two.
    assert observations["record"].to_list() == list(range(LINES + 1))
    values = [float(i) for i in range(LINES)]
    values[60_000:60_001] = [1.0, 2.0]
    assert observations["value"].to_list() == values
    assert observations["node_id"][:60_000].to_list() == ["node0", "node1"] * 30_000
    assert observations["iteration_number"][-1] == LINES - 1
    assert malformed.height == LINES - 1
    assert malformed["record"][-1] == LINES
