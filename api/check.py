"""`wian check`: what this machine or the settings lack, and the remedy for each."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path

from api.check_finding import Finding
from api.errors import InputError
from api.office_file import load_office, load_schools
from api.settings import Settings, SettingsError, load_settings

LANGUAGES = ("tha", "eng")
PACKAGES = {"tha": "tesseract-ocr-tha", "eng": "tesseract-ocr-eng"}


def findings() -> list[Finding]:
    found = [*tesseract(), *own_files()]
    try:
        settings = load_settings()
    except SettingsError as error:
        return found + [
            Finding(False, problem, "โปรดแก้ตัวแปรนี้ ดู docs/settings.md") for problem in error.problems
        ]
    from api.check_service import reached

    return [*found, *settings_files(settings), *reached(settings)]


def tesseract() -> Iterator[Finding]:
    program = shutil.which("tesseract")
    if program is None:
        yield Finding(False, "ไม่มีโปรแกรม tesseract", "sudo apt-get install tesseract-ocr tesseract-ocr-tha")
        return
    listing = subprocess.run(
        [program, "--list-langs"], capture_output=True, text=True, check=False, timeout=30
    )
    installed = listing.stdout.split()
    for language in LANGUAGES:
        good = language in installed
        yield Finding(
            good,
            f"ข้อมูลภาษา {language} ของ tesseract",
            f"sudo apt-get install {PACKAGES[language]}" if not good else "",
        )


def own_files() -> Iterator[Finding]:
    """The files that are installed with wian: a broken copy lacks them."""
    remedy = "ติดตั้ง wian ใหม่ (make run)"
    model = resources.files("ingest") / "model" / "reader.onnx"
    yield Finding(model.is_file(), "แบบจำลองอ่านตัวพิมพ์ไทย", remedy)
    fonts = resources.files("generate") / "fonts"
    has_font = any(file.name.endswith(".ttf") for file in fonts.iterdir()) if fonts.is_dir() else False
    yield Finding(has_font, "แบบอักษรของหนังสือ", remedy)


def settings_files(settings: Settings) -> Iterator[Finding]:
    yield data_folder(settings.data)
    for path, load, name in (
        (settings.office, load_office, "ไฟล์หน่วยงาน (WIAN_OFFICE)"),
        (settings.schools, load_schools, "รายชื่อโรงเรียน (WIAN_SCHOOLS)"),
    ):
        if path is not None:
            yield loads(path, load, name)


def data_folder(folder: Path) -> Finding:
    """Whether uploads could be kept there: the folder, or the nearest existing one above it, takes files."""
    what = f"โฟลเดอร์ข้อมูล {folder} (WIAN_DATA)"
    nearest = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    good = nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)
    return Finding(good, what, f"ให้สิทธิ์เขียนที่ {nearest} หรือตั้ง WIAN_DATA เป็นโฟลเดอร์อื่น")


def loads(path: Path, load: Callable[[Path], object], name: str) -> Finding:
    try:
        load(path)
    except InputError as error:
        return Finding(False, name, error.message_th)
    return Finding(True, name)
