"""Zip archives made to do harm, built by hand as `zipfile` would not write them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib


def crowd(members: int) -> bytes:
    """Return an archive of so many empty members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(members):
            archive.writestr(f"{number}.txt", "")
    return file.getvalue()


def zeros(megabytes: int) -> bytes:
    """Return an archive of one member that unpacks to so many megabytes of zeros."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros.txt", bytes(megabytes * 2**20))
    return file.getvalue()


def one(
    *,
    name: bytes = b"a.txt",
    content: bytes = b"Words.",
    says: int | None = None,
    flags: int = 0,
    mode: int = 0,
    entries: int = 1,
    method: int = 8,
    offset: int = 0,
) -> bytes:
    """Return an archive of one stored stretch that its directory lists in any way.

    Args:
        name: of the member.
        content: what it unpacks to.
        says: the size that the archive declares; by default the true one.
        flags: general purpose bits; 1 means encrypted.
        mode: Unix mode in the external attributes.
        entries: how often the directory lists the same bytes.
        method: of compression, as declared.
        offset: added to the place where the directory says that the member is.
    """
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(content) + packer.flush()
    size = len(content) if says is None else says
    fields = (20, flags, method, 0, 0, zlib.crc32(content), len(packed), size, len(name), 0)
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", *fields) + name + packed
    entry = (
        struct.pack("<4s6H3I", b"PK\x01\x02", 0x314, *fields[:8])
        + struct.pack("<5H2I", len(name), 0, 0, 0, 0, mode << 16, offset)
        + name
    )
    directory = entry * entries
    end = struct.pack(
        "<4s4H2IH", b"PK\x05\x06", 0, 0, entries, entries, len(directory), len(local), 0
    )
    return local + directory + end
