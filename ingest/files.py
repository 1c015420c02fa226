"""What kind of file it is, told by its content; its name is not to be trusted."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import Literal

from ingest.errors import DamagedFile, EmptyFile, EncryptedFile, TooLarge, UnknownFileType

FileKind = Literal["pdf", "picture", "docx"]

_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Word before 2007, and newer Word files with a password
_OLD_WORD = "ไฟล์ Word รุ่นเก่า (.doc) ยังอ่านไม่ได้ โปรดบันทึกเป็น DOCX หรือ PDF แล้วส่งอีกครั้ง"
_APPLE_PHOTO = "รูปชนิด HEIC ยังอ่านไม่ได้ โปรดบันทึกเป็น JPEG แล้วส่งอีกครั้ง"


@dataclass(frozen=True)
class ReadingLimits:
    """What is too much for one file: bytes, bytes of a DOCX unpacked, pages, and pixels of one page."""

    bytes: int = 200_000_000
    unpacked: int = 1_000_000_000
    pages: int = 500
    pixels: int = 150_000_000


def file_kind(data: bytes, limits: ReadingLimits) -> FileKind:
    """Raises EmptyFile, TooLarge, EncryptedFile, DamagedFile or UnknownFileType."""
    if not data.strip(b"\0 \r\n\t"):
        raise EmptyFile
    if len(data) > limits.bytes:
        raise TooLarge
    if b"%PDF-" in data[:1024]:  # leading bytes before the header are common and harmless
        return "pdf"
    if data.startswith(_PICTURES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return "picture"
    if data.startswith(b"PK\x03\x04"):
        return _zipped_kind(data, limits)
    if data.startswith(_OLE):
        raise EncryptedFile if "EncryptedPackage".encode("utf-16-le") in data else UnknownFileType(_OLD_WORD)
    if data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"mif1", b"heim"):
        raise UnknownFileType(_APPLE_PHOTO)
    raise UnknownFileType


def _zipped_kind(data: bytes, limits: ReadingLimits) -> FileKind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = packed.namelist()
            unpacked = sum(entry.file_size for entry in packed.infolist())
    except zipfile.BadZipFile as error:
        raise DamagedFile from error
    if "word/document.xml" not in names:
        raise UnknownFileType
    if unpacked > limits.unpacked:
        raise TooLarge
    return "docx"
