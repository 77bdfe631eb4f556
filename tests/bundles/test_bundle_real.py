"""Bundles that real jobs left, where they are at hand."""

import tarfile
from pathlib import Path

import pytest

from jobanalytics.bundles import decode_result, extract_bundle, read_result

FOLDER = Path(__file__).parents[2].parent / "shared" / "real" / "bundles"
BUNDLES = sorted(FOLDER.glob("*.tar.gz"))

pytestmark = pytest.mark.skipif(not BUNDLES, reason="the real bundles are not here")


@pytest.mark.parametrize("path", BUNDLES, ids=lambda path: path.name)
def test_real_bundles_are_read_and_extracted(tmp_path, path):
    with tarfile.open(path) as archive:
        contents = {
            info.name.removeprefix("./"): archive.extractfile(info).read()
            for info in archive
            if info.isreg()
        }
    with path.open("rb") as stream:
        names = extract_bundle(stream, tmp_path / "job", source=path.name)
    assert names == list(contents)
    assert {name: (tmp_path / "job" / name).read_bytes() for name in names} == contents
    with path.open("rb") as stream:
        result = read_result(stream, source=path.name)
    expected = contents.get("results.json")
    assert result == (decode_result(expected, source="") if expected else {})
    assert bool(result) == bool(expected)


def test_a_real_result_is_decoded():
    result = decode_result((FOLDER / "results.json").read_bytes(), source="real")
    assert list(result) == ["counts", "angles", "task summary", "estimated cost"]
