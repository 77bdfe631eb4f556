"""Lines and times of jobs' logs."""

from datetime import UTC, datetime, timedelta

FIRST = 1_700_000_000.0
"""Seconds since the epoch at which the energies begin."""


def energy(number, value=None):
    value = float(number) if value is None else value
    return f"Metrics - timestamp={FIRST + number}; energy={value}; iteration_number={number};"


def energies(count):
    """Metric lines a second apart, in which each energy is its iteration's number."""
    return [energy(number) for number in range(count)]


def ago(**span):
    return datetime.now(UTC) - timedelta(**span)


def milliseconds(moment):
    return round(moment.timestamp() * 1000)
