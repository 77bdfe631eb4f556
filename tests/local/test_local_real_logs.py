"""What real jobs logged is found again when the log lies in a folder."""

import pytest
from real_logs import LOGS, label, needs_real_logs, values_logged, values_read

from jobanalytics import LocalQuantumJob


@needs_real_logs
@pytest.mark.parametrize("path", LOGS, ids=label)
def test_every_value_of_a_real_log_is_read(tmp_path, path):
    (tmp_path / "log.txt").write_bytes(path.read_bytes())
    read = values_read(LocalQuantumJob(tmp_path).observations())
    assert read
    assert read == values_logged(path.read_text())
