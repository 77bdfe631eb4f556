"""Makes bundles for the tests: whole ones with `tarfile`, broken ones header by header."""

import gzip
import io
import json
import tarfile

BLOCK = 512
END = bytes(2 * BLOCK)
SCHEMA = {"name": "braket.jobs_data.persisted_job_data", "version": "1"}


def entry(name, content=b"", kind=tarfile.REGTYPE, **attributes):
    info = tarfile.TarInfo(name)
    info.type = kind
    info.size = len(content)
    for key, value in attributes.items():
        setattr(info, key, value)
    return info, content


def tar(*entries, tar_format=tarfile.PAX_FORMAT):
    """Return a tar archive; an entry is what `entry` returns, or (name, content)."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=tar_format) as archive:
        for item in entries:
            info, content = entry(*item) if isinstance(item[0], str) else item
            archive.addfile(info, io.BytesIO(content))
    return file.getvalue()


def bundle(*entries, tar_format=tarfile.PAX_FORMAT):
    return io.BytesIO(gzip.compress(tar(*entries, tar_format=tar_format), mtime=0))


def zipped(archive):
    return io.BytesIO(gzip.compress(archive, mtime=0))


def header(name, *, size=b"00000000000\0", kind=b"0", magic=b"ustar\x0000", sparse=b""):
    """Return one header block with these very bytes in its fields and a valid checksum."""
    block = bytearray(BLOCK)
    block[: len(name)] = name
    block[100:108] = b"0000644\0"
    block[108:116] = block[116:124] = b"0000000\0"
    block[124 : 124 + len(size)] = size
    block[136:148] = b"00000000000\0"
    block[148:156] = b" " * 8
    block[156:157] = kind
    block[257 : 257 + len(magic)] = magic
    block[386 : 386 + len(sparse)] = sparse
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def octal(size):
    return b"%011o\0" % size


def base256(size):
    return (size % 256**12).to_bytes(12) if size < 0 else b"\x80" + size.to_bytes(11)


def padded(content):
    return content + bytes(-len(content) % BLOCK)


def pax(**records):
    """Return a pax header with these records (``__`` in a key stands for a dot)."""
    data = b""
    for key, value in records.items():
        record = b" " + key.replace("__", ".").encode() + b"=" + value.encode() + b"\n"
        length = len(record) + 1
        while length != len(record) + len(str(length)):
            length = len(record) + len(str(length))
        data += str(length).encode() + record
    return header(b"pax", size=octal(len(data)), kind=b"x") + padded(data)


def result(values, data_format="plaintext", **changes):
    document = {"braketSchemaHeader": SCHEMA, "dataDictionary": values, "dataFormat": data_format}
    return json.dumps(document | changes).encode()


def listed(folder):
    return [path.name for path in folder.iterdir()]


def tree(folder):
    """Return every path below a folder, with the content of files and None for folders."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


class CountingStream(io.BytesIO):
    """Counts what was read of it, and hands out at most `most` bytes at once."""

    def __init__(self, data, most=None):
        super().__init__(data)
        self.most = most
        self.consumed = 0

    def read(self, size=-1):
        data = super().read(size if self.most is None else min(size, self.most))
        self.consumed += len(data)
        return data
