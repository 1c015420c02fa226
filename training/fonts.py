"""The fonts that lines are drawn with: fetched from package registries into a cache, never shipped.

`python -m training.fonts` fills the cache; the drawing code only looks at what is there.
Two families are kept out of training so that reading an unseen font can be measured.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

CACHE = Path(__file__).resolve().parent.parent / "data" / "training" / "fonts"
SYSTEM = Path("/usr/share/fonts/truetype")

# The wheel of the Thai localisation carries the thirteen national fonts (GPL-2+ with font exception);
# the other one only serves TH SarabunPSK (OFL); it also carries proprietary fonts, which are not taken.
WHEELS = {
    "odoo-addon-l10n_th_base_utils": "*.ttf",
    "odoo-addon-l10n_th_fonts": "THSarabun.ttf",
}
PACKAGES = (
    "arimo",
    "sarabun",
    "bai-jamjuree",
    "kanit",
    "prompt",
    "noto-sans-thai",
    "chakra-petch",
    "k2d",
    "kodchasan",
    "taviraj",
    "trirong",
    "pridi",
    "maitree",
    "niramit",
    "athiti",
    "mitr",
    "fahkwang",
    "ibm-plex-sans-thai",
    "ibm-plex-sans-thai-looped",
    "anuphan",
    "charm",
)
WEIGHTS_OF_PACKAGES = ("400Regular", "700Bold", "500Medium", "300Light")

UNSEEN = ("Norasi", "Prompt")

# Tlwg Mono and Noto Looped Thai are left out: Raqm sets their marks wrongly, and labels would lie.
# How often a family is drawn. Real circulars are nearly all TH Sarabun in one of its editions.
FAMILIES: dict[str, tuple[float, tuple[str, ...]]] = {
    "TH Sarabun New": (26, ("THSarabunNew-*",)),
    "TH SarabunPSK": (16, ("PSK/THSarabun.ttf", "base_utils/THSarabun-*")),
    "Laksaman": (7, ("tlwg/Laksaman*",)),
    "Sarabun": (8, ("sarabun/Sarabun_*",)),
    "TH Baijam": (1, ("THBaijam-*",)),
    "TH Chakra Petch": (1, ("THChakraPetch-*",)),
    "TH Charm of AU": (0.4, ("THCharmofAU-*",)),
    "TH Charmonman": (0.3, ("THCharmonman-*",)),
    "TH Fah Kwang": (1, ("THFahkwang-*",)),
    "TH K2D July8": (1, ("THK2DJuly8-*",)),
    "TH KoHo": (1, ("THKoHo-*",)),
    "TH Kodchasal": (1, ("THKodchasal-*",)),
    "TH Krub": (1, ("THKrub-*",)),
    "TH Mali Grade6": (0.5, ("THMaliGrade6-*",)),
    "TH Niramit AS": (2, ("THNiramitAS-*",)),
    "TH Srisakdi": (0.4, ("THSrisakdi-*",)),
    "Garuda": (2.5, ("tlwg/Garuda*",)),
    "Kinnari": (6, ("tlwg/Kinnari*",)),
    "Loma": (2.5, ("tlwg/Loma*",)),
    "Purisa": (0.4, ("tlwg/Purisa*",)),
    "Sawasdee": (1, ("tlwg/Sawasdee*",)),
    "Tlwg Typewriter": (0.7, ("tlwg/TlwgTypewriter*",)),
    "Tlwg Typist": (1, ("tlwg/TlwgTypist*",)),
    "Tlwg Typo": (1, ("tlwg/TlwgTypo*",)),
    "Umpush": (4, ("tlwg/Umpush*",)),
    "Waree": (2, ("tlwg/Waree*",)),
    "Noto Sans Thai": (2, ("noto-sans-thai/*", "noto/NotoSansThai-*")),
    "Noto Serif Thai": (2, ("noto/NotoSerifThai-*",)),
    "Bai Jamjuree": (1, ("bai-jamjuree/*",)),
    "Kanit": (1.5, ("kanit/*",)),
    "Chakra Petch": (1, ("chakra-petch/*",)),
    "K2D": (1, ("k2d/*",)),
    "Kodchasan": (1, ("kodchasan/*",)),
    "Taviraj": (3, ("taviraj/*",)),
    "Trirong": (3, ("trirong/*",)),
    "Pridi": (1, ("pridi/*",)),
    "Maitree": (1.5, ("maitree/*",)),
    "Niramit": (0.7, ("niramit/*",)),
    "Athiti": (0.7, ("athiti/*",)),
    "Mitr": (0.7, ("mitr/*",)),
    "Fahkwang": (0.7, ("fahkwang/*",)),
    "IBM Plex Sans Thai": (1, ("ibm-plex-sans-thai/*",)),
    "IBM Plex Sans Thai Looped": (1.5, ("ibm-plex-sans-thai-looped/*",)),
    "Anuphan": (0.7, ("anuphan/*",)),
    "Charm": (0.4, ("charm/*",)),
    "Norasi": (0, ("tlwg/Norasi*",)),
    "Prompt": (0, ("prompt/*",)),
}
FALLBACKS = ("dejavu/DejaVuSans.ttf",)
LATIN = (
    "arimo/Arimo_400Regular.ttf",
    "arimo/Arimo_700Bold.ttf",
    "noto/NotoSerif-Regular.ttf",
    "noto/NotoSerif-Bold.ttf",
    "tlwg/Kinnari.ttf",
    "tlwg/Kinnari-Bold.ttf",
    "tlwg/Garuda.ttf",
)
"""Letters and figures of another font in a Thai line, as word processors mix them."""


class FontsMissingError(RuntimeError):
    """The font cache is empty or a system family is absent; the message says what to run."""


@dataclass(frozen=True)
class Face:
    """One font file."""

    family: str
    path: Path
    bold: bool
    slanted: bool


def fetch(cache: Path = CACHE) -> None:
    """Fill the cache from PyPI and npm through their ordinary clients; what is there is not fetched again."""
    cache.mkdir(parents=True, exist_ok=True)
    for package, wanted in WHEELS.items():
        _fetch_wheel(package, wanted, cache)
    for package in PACKAGES:
        _fetch_npm(package, cache)


def _fetch_wheel(package: str, wanted: str, cache: Path) -> None:
    target = cache / ("PSK" if wanted == "THSarabun.ttf" else "base_utils")
    if target.exists():
        return
    with tempfile.TemporaryDirectory() as work:
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", work, package]
        subprocess.run(command, check=True)
        wheel = next(Path(work).glob("*.whl"))
        with zipfile.ZipFile(wheel) as archive:
            members = [name for name in archive.namelist() if Path(name).match(wanted)]
            target.mkdir()
            for name in members:
                (target / Path(name).name).write_bytes(archive.read(name))


def _fetch_npm(package: str, cache: Path) -> None:
    target = cache / package
    if target.exists():
        return
    with tempfile.TemporaryDirectory() as work:
        subprocess.run(["npm", "pack", "-s", f"@expo-google-fonts/{package}"], check=True, cwd=work)
        with tarfile.open(next(Path(work).glob("*.tgz"))) as archive:
            archive.extractall(work, filter="data")
        target.mkdir()
        for path in Path(work).rglob("*.ttf"):
            if path.stem.endswith(WEIGHTS_OF_PACKAGES):
                shutil.copy(path, target)


@lru_cache(maxsize=1)
def faces() -> dict[str, tuple[Face, ...]]:
    """Faces by family. Raises FontsMissingError where one is absent: a narrower set trains a worse model."""
    found = {family: tuple(_faces_of(family, patterns)) for family, (_, patterns) in FAMILIES.items()}
    absent = [family for family, some in found.items() if not some]
    if absent:
        raise FontsMissingError(
            f"no font files for {', '.join(absent)}: run `python -m training.fonts`, "
            "and install fonts-thai-tlwg and fonts-noto-core"
        )
    return found


def _faces_of(family: str, patterns: tuple[str, ...]) -> list[Face]:
    paths = {
        path
        for pattern in patterns
        for root in (CACHE, CACHE / "base_utils", SYSTEM)
        for path in root.glob(pattern)
    }
    return [
        Face(
            family,
            path,
            "bold" in path.name.lower(),
            any(s in path.name.lower() for s in ("italic", "oblique")),
        )
        for path in sorted(paths)
    ]


@lru_cache(maxsize=1)
def latin() -> tuple[Path, ...]:
    """The Latin fonts that are there; raises FontsMissingError where none is."""
    found = tuple(root / name for name in LATIN for root in (CACHE, SYSTEM) if (root / name).exists())
    if not found:
        raise FontsMissingError("no Latin font: run `python -m training.fonts`")
    return found


def fallback() -> Path:
    """The font that draws what a Thai font lacks: ticks, boxes, arrows."""
    for name in FALLBACKS:
        if (SYSTEM / name).exists():
            return SYSTEM / name
    raise FontsMissingError("DejaVu Sans is not installed (fonts-dejavu-core)")


@lru_cache(maxsize=256)
def coverage(path: Path) -> frozenset[int]:
    """Code points that a font file has glyphs for."""
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


if __name__ == "__main__":
    fetch()
    print({family: len(some) for family, some in faces().items()})
