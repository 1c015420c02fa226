"""What can be wrong with what the user gave, beside the documents themselves (`ingest.errors`)."""

from __future__ import annotations

from pathlib import Path

# The exit codes of the contract.
DONE, NOTHING_READ, WRONG_USAGE, BAD_INPUT, MACHINE_LACKS = 0, 1, 2, 3, 4


class InputError(Exception):
    """What the user gave cannot be used. `code` is for programs, `message_th` one line for people."""

    exit_code = BAD_INPUT

    def __init__(self, code: str, message_th: str) -> None:
        super().__init__(message_th)
        self.code = code
        self.message_th = message_th


def read_bytes(path: Path) -> bytes:
    """The file's bytes. Raises InputError where there is no such file or it may not be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError("no_such_file", f"ไม่พบไฟล์ {path} โปรดตรวจชื่อและที่อยู่ของไฟล์") from None
    except IsADirectoryError:
        raise InputError("is_a_folder", f"{path} เป็นโฟลเดอร์ โปรดระบุชื่อไฟล์") from None
    except OSError as error:
        raise InputError("cannot_open", f"เปิดไฟล์ {path} ไม่ได้ ({error.strerror}) โปรดตรวจสิทธิ์ของไฟล์") from None
