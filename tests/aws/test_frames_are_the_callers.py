"""What a caller does to a frame or a record is not seen by the next."""

from jobanalytics import AwsQuantumJob


def test_a_frame_that_is_changed(ended):
    job = AwsQuantumJob(ended)
    before = job.observations()
    changed = job.observations()
    changed[0, "value"] = 1e9
    changed.drop_in_place("metric")
    assert job.observations().equals(before)
    assert job.metrics()["energy"][0] == before["value"][0]


def test_a_certificate_that_is_changed(ended):
    job = AwsQuantumJob(ended)
    certificate = job.completeness()
    certificate[0, "complete"] = not certificate["complete"].item()
    assert job.completeness()["complete"].item()


def test_a_record_that_is_changed(ended):
    job = AwsQuantumJob(ended)
    job.metadata()["outputDataConfig"]["s3Path"] = "s3://elsewhere"
    assert job.metadata(use_cached_value=True)["outputDataConfig"]["s3Path"] != "s3://elsewhere"
