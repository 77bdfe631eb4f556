"""The table of jobs was written, but the answer that says so was lost: it is nobody else's.

A server of NFS that is asked again answers that the name is taken.
"""

import pytest
from archive_state import assert_whole
from crash_scenarios import NAMES

from jobanalytics.storage import LocalStore


class ForgetfulStore(LocalStore):
    """Says once that a version of the table of jobs is there already, when it has just made it."""

    has_forgotten = False

    def create(self, name, data):
        super().create(name, data)
        if name.startswith("jobs/") and not self.has_forgotten:
            self.has_forgotten = True
            raise FileExistsError(name)


@pytest.mark.parametrize("name", NAMES)
def test_its_files_stay(aws, scenarios, tmp_path, monkeypatch, name):
    scenario = scenarios[name]
    root = scenario.lay_out(tmp_path / "archive")
    with monkeypatch.context() as patch:
        patch.setattr(
            "jobanalytics.archive.archive.open_store", lambda root, _: ForgetfulStore(root)
        )
        scenario.change(root)
    assert_whole(root, scenario.after, scenario.logged)
