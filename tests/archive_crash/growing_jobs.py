"""Jobs that go on logging, some lines late, end, and are joined by others; and what they logged."""

from bisect import insort
from uuid import uuid4

from job_logs import ago, energy, milliseconds

__all__ = ["GrowingJobs"]

# So that two hours of a log are a few lines: what comes late may be before the window that is read.
_STEP = 10 * 60 * 1000
_FIRST = milliseconds(ago(hours=900))
_VERY_LATE = 3 * 60 * 60 * 1000
# The most jobs of which all are archived in one moment.
_MOST_JOBS = 100


class GrowingJobs:
    """Jobs in the emulator.

    Parameters
    ----------
    aws : Control
        The emulator.
    random : random.Random
        Says what comes next.
    late : bool
        Whether lines come late.

    Attributes
    ----------
    arns : list of str
        The jobs.
    """

    def __init__(self, aws, random, *, late=True):
        self._aws = aws
        self._random = random
        self._late = late
        self._name = f"vqe-{uuid4().hex[:8]}"
        self._lines = {}  # of each job (time, value), in the order of the log
        self._very_late = {}
        self._values = {}  # how many there are
        self._running = []

    @property
    def arns(self):
        return list(self._lines)

    def add(self):
        """Let a new job begin."""
        arn = self._aws.create_job(
            f"{self._name}-{len(self._lines):02}", "RUNNING", created_at=ago(hours=900)
        )
        self._lines[arn], self._very_late[arn], self._values[arn] = [], set(), 0
        self._running.append(arn)
        self._log(arn)

    def grow(self):
        """Let time go by: running jobs log, perhaps one ends, and another one begins."""
        if len(self._lines) < _MOST_JOBS and self._random.random() < 0.2:
            self.add()
        for arn in self._running:
            for _ in range(self._random.randrange(4)):
                self._log(arn)
            if self._late and self._random.random() < 0.3:
                self._log(arn, -_STEP * 3 // 2)
            if self._late and self._random.random() < 0.1:
                self._log(arn, -_VERY_LATE)
        if len(self._running) > 3 and self._random.random() < 0.2:
            self.end(self._random.choice(self._running))

    def end(self, arn):
        """Let a job end, so long ago that its log has settled."""
        self._running.remove(arn)
        self._aws.put_tasks(arn, [{"status": "COMPLETED"}])
        self._aws.update_job(arn, status="COMPLETED", ended_at=ago(minutes=30))

    def end_all(self):
        """Let all jobs end."""
        for arn in list(self._running):
            self.end(arn)

    def logged(self):
        """Return the values of each job in the order of its log, by ARN."""
        return {arn: [value for _, value in lines] for arn, lines in self._lines.items()}

    def certain(self):
        """Return the values of each job that any sync from now on has to bring in, by ARN.

        A line that comes very late is read when the job has ended, or if it is in the window.
        """
        return {
            arn: set(values) - (self._very_late[arn] if arn in self._running else set())
            for arn, values in self.logged().items()
        }

    def _log(self, arn, offset=_STEP):
        lines, value = self._lines[arn], float(self._values[arn])
        latest = lines[-1][0] if lines else _FIRST
        # No two of a job are of one time.
        moment = latest + offset + int(value) % 1000
        self._values[arn] += 1
        self._aws.put_log_events(arn, [(moment, energy(int(value)))])
        insort(lines, (moment, value))
        if offset == -_VERY_LATE:
            self._very_late[arn].add(value)
