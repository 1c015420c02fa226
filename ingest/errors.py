"""What can be wrong with a file or with this machine, each with a Thai sentence that says what to do."""

from __future__ import annotations


class DocumentError(Exception):
    """The file cannot be read. `code` is for programs; `message_th` tells people what is wrong and to do."""

    code = "unreadable"
    message_th = "อ่านไฟล์นี้ไม่ได้ โปรดเปิดไฟล์ตรวจดู แล้วบันทึกเป็น PDF ใหม่หรือสแกนอีกครั้ง"

    def __init__(self, message_th: str | None = None) -> None:
        if message_th is not None:
            self.message_th = message_th
        super().__init__(self.message_th)


class UnknownFileType(DocumentError):
    code = "unknown_file_type"
    message_th = "ไม่รู้จักชนิดของไฟล์นี้ โปรดใช้ไฟล์ PDF, DOCX, JPEG, PNG, TIFF หรือ WebP"


class EmptyFile(DocumentError):
    code = "empty_file"
    message_th = "ไฟล์ว่างเปล่า โปรดบันทึกหรือสแกนใหม่แล้วส่งอีกครั้ง"


class DamagedFile(DocumentError):
    code = "damaged_file"
    message_th = "ไฟล์เสียหาย เปิดไม่ได้ โปรดขอไฟล์ใหม่จากผู้ส่ง หรือสแกนจากต้นฉบับอีกครั้ง"


class EncryptedFile(DocumentError):
    code = "encrypted_file"
    message_th = "ไฟล์มีรหัสผ่าน โปรดบันทึกไฟล์แบบไม่มีรหัสผ่านแล้วส่งอีกครั้ง"


class TooLarge(DocumentError):
    code = "too_large"
    message_th = "ไฟล์ใหญ่หรือมีหลายหน้าเกินกำหนด โปรดแยกเป็นไฟล์ย่อยแล้วส่งทีละไฟล์"


class ToolMissing(DocumentError):
    """This machine lacks a program or file; `wian check` says what (exit code 4)."""

    code = "tool_missing"
    message_th = "เครื่องนี้ขาดโปรแกรมที่จำเป็น โปรดสั่ง wian check เพื่อดูว่าขาดอะไรและติดตั้งอย่างไร"
