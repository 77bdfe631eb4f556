"""Links, devices, pipes and sparse files: not created, and named in one warning."""

import tarfile
import warnings

import pytest
from bundle_factory import END, base256, bundle, entry, header, octal, pax, tar, tree, zipped

from jobanalytics.bundles import BundleWarning, extract_bundle

GOOD = ("good.txt", b"good")
SPECIAL = {
    tarfile.SYMTYPE: "symbolic link",
    tarfile.LNKTYPE: "hard link",
    tarfile.CHRTYPE: "character device",
    tarfile.BLKTYPE: "block device",
    tarfile.FIFOTYPE: "named pipe",
    b"Z": "type b'Z'",
}


def extracted(stream, tmp_path, pattern):
    with pytest.warns(BundleWarning, match=pattern) as caught:
        names = extract_bundle(stream, tmp_path / "job", source="job 7")
    assert len(caught) == 1
    assert caught[0].filename == __file__
    assert str(caught[0].message).startswith("job 7: ")
    return names


@pytest.mark.parametrize("kind", SPECIAL, ids=SPECIAL.values())
@pytest.mark.parametrize("target", ["good.txt", "/etc/passwd", "../../evil", ""])
def test_special_entries_are_named_and_left_out(tmp_path, kind, target):
    special = entry("odd", kind=kind, linkname=target)
    names = extracted(bundle(GOOD, special, ("last", b"1")), tmp_path, "1 other.*'odd'")
    assert names == ["good.txt", "last"]
    assert tree(tmp_path) == {"job": None, "job/good.txt": b"good", "job/last": b"1"}


@pytest.mark.parametrize("target", ["/", "..", "/tmp", "."])
def test_a_file_below_a_link_goes_to_a_folder_of_that_name(tmp_path, target):
    outside = tmp_path / "outside"
    outside.mkdir()
    link = entry("link", kind=tarfile.SYMTYPE, linkname=target.replace("/tmp", str(outside)))
    extracted(bundle(link, ("link/evil", b"evil")), tmp_path, "'link' .symbolic link")
    assert tree(tmp_path) == {
        "outside": None,
        "job": None,
        "job/link": None,
        "job/link/evil": b"evil",
    }


def test_a_file_may_replace_a_link_that_was_left_out(tmp_path):
    link = entry("a", kind=tarfile.SYMTYPE, linkname="/etc/passwd")
    extracted(bundle(link, ("a", b"1")), tmp_path, "'a'")
    assert tree(tmp_path) == {"job": None, "job/a": b"1"}


def test_a_gnu_sparse_file_of_a_tebibyte_is_left_out(tmp_path):
    regions = base256(2**40) + base256(512) + bytes(72)
    start = header(b"sparse", size=octal(512), kind=b"S", sparse=regions + b"\1" + base256(2**41))
    more = bytes(504) + b"\1" + bytes(7)
    archive = start + more + bytes(512) + b"x" * 512 + tar(GOOD)
    assert extracted(zipped(archive), tmp_path, "'sparse' .sparse file") == ["good.txt"]
    assert tree(tmp_path) == {"job": None, "job/good.txt": b"good"}


@pytest.mark.parametrize(
    "records",
    [
        {"GNU__sparse__size": str(2**40), "GNU__sparse__numblocks": "0"},
        {"GNU__sparse__map": "0,1", "GNU__sparse__size": str(2**40), "GNU__sparse__name": "s"},
        {
            "GNU__sparse__major": "1",
            "GNU__sparse__minor": "0",
            "GNU__sparse__name": "s",
            "GNU__sparse__realsize": str(2**40),
        },
    ],
)
def test_a_pax_sparse_file_of_a_tebibyte_is_left_out(tmp_path, records):
    archive = pax(**records) + header(b"s", size=octal(512)) + bytes(512) + tar(GOOD)
    assert extracted(zipped(archive), tmp_path, "'s' .sparse file") == ["good.txt"]
    assert tree(tmp_path) == {"job": None, "job/good.txt": b"good"}


def test_many_left_out_entries_make_one_short_warning(tmp_path):
    links = [entry(f"link{i}", kind=tarfile.SYMTYPE) for i in range(5000)]
    with pytest.warns(BundleWarning, match="5,000 other entries.*…$") as caught:
        extract_bundle(bundle(*links), tmp_path / "job", source="job 7")
    assert len(caught) == 1
    assert len(str(caught[0].message)) < 600


def test_a_warning_that_is_an_error_leaves_nothing(tmp_path):
    stream = bundle(GOOD, entry("odd", kind=tarfile.SYMTYPE))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(BundleWarning):
            extract_bundle(stream, tmp_path / "job", source="job 7")
    assert tree(tmp_path) == {}


def test_a_global_comment_is_passed_over(tmp_path):
    comment = b"20 comment=a commit\n"
    archive = header(b"g", size=octal(20), kind=b"g") + comment + bytes(492) + tar(GOOD)
    assert extract_bundle(zipped(archive), tmp_path / "job", source="") == ["good.txt"]


def test_old_folders_are_files_with_a_slash(tmp_path):
    archive = header(b"old/", kind=b"\0", magic=b"") + header(b"old/a", kind=b"\0", magic=b"") + END
    assert extract_bundle(zipped(archive), tmp_path / "job", source="") == ["old/a"]


@pytest.mark.filterwarnings("ignore::jobanalytics.bundles.BundleWarning")
@pytest.mark.parametrize("kind", b"123456")
def test_what_has_no_data_may_have_a_size(tmp_path, kind):
    archive = header(b"odd", size=octal(4096), kind=bytes([kind])) + tar(GOOD)
    assert extract_bundle(zipped(archive), tmp_path / "job", source="") == ["good.txt"]


def test_a_long_link_target_is_passed_over(tmp_path):
    link = entry("odd", kind=tarfile.SYMTYPE, linkname="t" * 300)
    stream = bundle(link, GOOD, tar_format=tarfile.GNU_FORMAT)
    assert extracted(stream, tmp_path, "'odd'") == ["good.txt"]
