"""A thread that drives jobs, step by step, while they are watched."""

import threading
from datetime import UTC, datetime, timedelta

from job_logs import milliseconds
from waiting import PATIENCE, wait_until

POLL = 0.2
# A test in which nobody ends a job fails, instead of hanging.
OPTIONS = {"poll_interval_seconds": POLL, "poll_timeout_seconds": 2 * PATIENCE}


class Driver:
    """Changes jobs in a thread, each step after two looks at them."""

    def __init__(self, aws):
        self.aws = aws
        self.began = datetime.now(UTC)
        self.failure = None
        self._thread = None

    def say(self, arn, *lines, seconds=0.0, **options):
        moment = milliseconds(self.began + timedelta(seconds=seconds))
        self.aws.put_log_events(arn, [(moment, line) for line in lines], **options)

    def log(self, arn, *values, first=0, metric="energy"):
        """Log values from an iteration on, a second apart."""
        for number, value in enumerate(values, start=first):
            line = f"Metrics - {metric}={value}; iteration_number={number};"
            self.say(arn, line, seconds=number)

    def end(self, arn, status="COMPLETED", **members):
        self.aws.update_job(arn, status=status, **members)

    def looks(self):
        calls = self.aws.calls
        return calls["GetJob"] + calls["SearchJobs"] + calls["FilterLogEvents"]

    def play(self, *steps, looks=2):
        def run():
            try:
                for step in steps:
                    self._wait(looks)
                    step()
            except Exception as error:
                self.failure = error
                raise

        self._thread = threading.Thread(target=run)
        self._thread.start()

    def _wait(self, looks):
        seen = self.looks()
        # A look at one job is a GetJob and a FilterLogEvents.
        wait_until(lambda: self.looks() >= seen + 2 * looks, "somebody looks at the jobs")

    def join(self):
        if self._thread is not None:
            self._thread.join()
        assert self.failure is None
