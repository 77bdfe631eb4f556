"""Archives on S3 as scenarios begin with, and as they will be some days later."""

from datetime import timedelta
from uuid import uuid4

from jobanalytics.archive.change import tidy_up
from jobanalytics.aws.s3_store import S3Store

__all__ = ["lay_out_on_s3", "new_place", "tidy_up_some_days_later"]

_DAYS = timedelta(days=2)


def new_place(aws):
    """Return a place in a bucket that is there."""
    bucket = aws.put_object("s3://archives/other", b"").rpartition("/")[0]
    return f"{bucket}/{uuid4().hex}"


def lay_out_on_s3(aws, scenario):
    """Make the archive as it is before a change, and return its place."""
    root = new_place(aws)
    if scenario.template is not None:
        for path in scenario.template.rglob("*.*"):
            if path.name != ".lock":
                name = path.relative_to(scenario.template).as_posix()
                aws.put_object(f"{root}/{name}", path.read_bytes())
    return root


def tidy_up_some_days_later(root):
    """Tidy up as a sync does that comes in two days."""
    tidy_up(_AgedStore(root))


class _AgedStore(S3Store):
    """A place where everything was written two days earlier."""

    def list(self, folder):
        return {
            name: file._replace(modified=file.modified - _DAYS)
            for name, file in super().list(folder).items()
        }

    def remove_uploads(self, older_than, is_own):
        super().remove_uploads(older_than + _DAYS, is_own)
