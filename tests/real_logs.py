"""Logs of real jobs, which lie outside of the repository, and what a plain regex finds in them."""

import re
from collections import Counter
from pathlib import Path

import pytest
from tables import at

REAL = Path(__file__).parents[2] / "shared" / "real"
LOGS = sorted([*REAL.glob("lines/*.txt"), *REAL.glob("joblogs/*.log")])
METRICS = sorted(REAL.glob("metrics/*.json"))

needs_real_logs = pytest.mark.skipif(not REAL.is_dir(), reason="the folder of real logs is absent")

_ITEM = re.compile(r"([A-Za-z_]\w*)=(-?[\d.]+(?:e-?\d+)?);")


def label(path):
    return f"{path.parent.name}-{path.stem}"


def values_logged(text):
    """Count (time, iteration, metric, value) of every value in a log, read line by line."""
    found = Counter()
    for line in text.splitlines():
        if "Metrics -" in line:
            items = dict(_ITEM.findall(line))
            time = float(items.pop("timestamp"))
            iteration = items.pop("iteration_number", None)
            for metric, value in items.items():
                key = None if iteration is None else int(float(iteration))
                found[at(time), key, metric, float(value)] += 1
    return found


def values_read(observations):
    columns = ["timestamp", "iteration_number", "metric", "value"]
    return Counter(observations.select(columns).iter_rows())
