"""Zip archives, opened with suspicion: nothing is ever written out, names are labels.

Python's own `zipfile` reads members that overlap (CVE-2024-0450 before 3.11.8), which
turns 20 KB into gigabytes, and believes whatever sizes are declared until it has read
them. So the directory is checked before any member is read, and bytes are counted while
they are read.
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass
from itertools import pairwise

from corpus.errors import UnreadableSource
from corpus.readers import reasons
from corpus.readers.limits import Limits
from corpus.readers.naming import shown

_END = b"PK\x05\x06"
_END_SIZE = 22
_WIDE_END = b"PK\x06\x07"
_ENTRY = b"PK\x01\x02"
_LOCAL_SIZE = 30
#: Members up to this size may be packed as tightly as they like.
_SMALL = 2**20
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_CHUNK = 2**16


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file inside a zip archive.

    Attributes:
        name: as the archive gives it; a label, never a path to write to.
        info: what the archive's directory says of it.
    """

    name: str
    info: zipfile.ZipInfo

    @property
    def label(self) -> str:
        """The name with its folders, fit to be shown."""
        return shown(self.name.replace("\\", "/"))[:200] or "unnamed"


class Zip:
    """A zip archive whose directory passed the checks.

    Args:
        raw: the archive's bytes.
        name: what messages call it.
        limits: members, expanded bytes and ratio.

    Raises:
        UnreadableSource: the archive is malformed, or its directory promises more than
            the limits, members that overlap, or members in another member's place.
    """

    def __init__(self, raw: bytes, name: str, limits: Limits) -> None:
        self._name, self._limits = name, limits
        _check_end(raw, name, limits)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(raw))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as error:
            raise self._bad(reasons.BAD_DIRECTORY(why=str(error))) from error
        infos = self._zip.infolist()
        expanded = sum(info.file_size for info in infos)
        if expanded > limits.expanded_bytes:
            raise self._bad(reasons.EXPANDS(size=expanded, limit=limits.expanded_bytes))
        self._check_places(raw, infos)
        #: The files in it, folders left out, in the order of the directory.
        self.members = tuple(
            Member(name=info.filename, info=info) for info in infos if not info.is_dir()
        )
        self._left = limits.expanded_bytes

    def __contains__(self, name: str) -> bool:
        """Tell whether a member has that name."""
        return any(member.name == name for member in self.members)

    def member(self, name: str) -> bytes:
        """Return the bytes of the member of that name.

        Raises:
            UnreadableSource: there is none, or as `read`.
        """
        found = next((m for m in self.members if m.name == name), None)
        if found is None:
            raise self._bad(reasons.LACKS(member=name))
        return self.read(found)

    def read(self, member: Member) -> bytes:
        """Return a member's bytes, counted while they are unpacked.

        Raises:
            UnreadableSource: it is a link or a device, encrypted, packed in a way that
                is not read, larger than the limits or than it says, or damaged.
        """
        info = member.info
        self._check_member(member)
        parts: list[bytes] = []
        size = 0
        try:
            with self._zip.open(info) as file:
                while chunk := file.read(_CHUNK):
                    size += len(chunk)
                    if size > min(info.file_size, self._left):
                        raise self._refused(member, reasons.TOO_MUCH())
                    parts.append(chunk)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
            raise self._refused(member, reasons.MEMBER_DAMAGED(why=str(error))) from error
        if size != info.file_size:
            raise self._refused(member, reasons.TOO_LITTLE())
        self._left -= size
        return b"".join(parts)

    def _check_member(self, member: Member) -> None:
        info, limits = member.info, self._limits
        mode = info.external_attr >> 16
        if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
            raise self._refused(member, reasons.DEVICE())
        if info.flag_bits & _ENCRYPTED:
            raise self._refused(member, reasons.ENCRYPTED())
        if info.compress_type not in _METHODS:
            raise self._refused(member, reasons.METHOD())
        if info.file_size > limits.file_bytes:
            why = reasons.MEMBER_SIZE(size=info.file_size, limit=limits.file_bytes)
            raise self._refused(member, why)
        if info.file_size > max(_SMALL, info.compress_size * limits.ratio):
            packed, size = info.compress_size, info.file_size
            why = reasons.RATIO(packed=packed, size=size, limit=limits.ratio)
            raise self._refused(member, why)

    def _check_places(self, raw: bytes, infos: list[zipfile.ZipInfo]) -> None:
        """Refuse members whose bytes overlap, or lie outside the file."""
        places: list[tuple[int, int]] = []
        for info in infos:
            start = info.header_offset
            header = raw[start : start + _LOCAL_SIZE] if start >= 0 else b""
            if len(header) < _LOCAL_SIZE or not header.startswith(b"PK\x03\x04"):
                raise self._bad(reasons.ELSEWHERE(member=shown(info.filename)[:80]))
            name_size, extra_size = struct.unpack_from("<HH", header, 26)
            end = start + _LOCAL_SIZE + name_size + extra_size + info.compress_size
            if end > len(raw):
                raise self._bad(reasons.MEMBER_CUT(member=shown(info.filename)[:80]))
            places.append((start, end))
        places.sort()
        for (_, end), (start, _) in pairwise(places):
            if start < end:
                raise self._bad(reasons.OVERLAP())

    def _bad(self, why: str) -> UnreadableSource:
        return _unread(self._name, why)

    def _refused(self, member: Member, why: str) -> UnreadableSource:
        said = reasons.MEMBER(member=member.label, why=why)
        return UnreadableSource(said, reasons.PACK_ANEW())


def _unread(name: str, why: str) -> UnreadableSource:
    return UnreadableSource(reasons.ZIP(name=name, why=why), reasons.PACK_ANEW())


def _check_end(raw: bytes, name: str, limits: Limits) -> None:
    """Count the directory's entries before anything is made of each."""
    at = raw.rfind(_END, max(0, len(raw) - _END_SIZE - 2**16))
    if at < 0 or at + _END_SIZE > len(raw):
        raise UnreadableSource(reasons.CUT_OFF(name=name), reasons.COPY_AGAIN())
    size, start, comment = struct.unpack_from("<IIH", raw, at + 12)
    if at + _END_SIZE + comment != len(raw) or raw[max(0, at - 20) : at].startswith(_WIDE_END):
        raise _unread(name, reasons.ZIP64())
    if start + size != at:
        raise _unread(name, reasons.MISPLACED())
    entries = raw.count(_ENTRY, start, at)
    if entries > limits.members:
        said = reasons.MEMBERS(name=name, size=entries, limit=limits.members)
        raise UnreadableSource(said, reasons.PACK_APART())
