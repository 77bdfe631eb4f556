"""A thread that changes a job, step by step, while its log is followed."""

import threading
from datetime import UTC, datetime, timedelta

from job_logs import milliseconds
from waiting import wait_until

__all__ = ["Script"]


class Script:
    """Changes a job in a thread, one step after two more looks at its log have begun."""

    def __init__(self, aws, arn):
        self.aws, self.arn = aws, arn
        self.began = datetime.now(UTC)
        self.thread = None

    def say(self, *lines, seconds=0.0, **options):
        moment = milliseconds(self.began + timedelta(seconds=seconds))
        self.aws.put_log_events(self.arn, [(moment, line) for line in lines], **options)

    def end(self, status="COMPLETED", **members):
        self.aws.update_job(self.arn, status=status, **members)

    def play(self, *steps):
        def run():
            try:
                for step in steps:
                    self._wait()
                    step()
            except BaseException:
                self.end()  # nobody has to follow it for ever
                raise

        self.thread = threading.Thread(target=run)
        self.thread.start()

    def _wait(self):
        seen = self._looks()
        # The first of them is over, as the second has begun.
        wait_until(lambda: self._looks() >= seen + 2, "the log is looked at")

    def _looks(self):
        return self.aws.calls["FilterLogEvents"]
