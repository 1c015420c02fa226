"""Checks a tagged PDF: every piece of text belongs to a structure element or is marked as an artifact."""

from __future__ import annotations

import io
from typing import Any

import pikepdf

SHOWING = {"Tj", "TJ", "'", '"', "Do", "f", "S", "B", "INLINE IMAGE"}


def untagged(pdf: bytes) -> list[str]:
    """What a page shows outside every tag, and marks that the structure tree does not know; [] is right."""
    faults: list[str] = []
    with pikepdf.open(io.BytesIO(pdf)) as document:
        owners = dict(_number_tree(document.Root.StructTreeRoot.ParentTree))
        for number, page in enumerate(document.pages, 1):
            known = len(owners.get(int(page.StructParents), []))
            for fault in _faults_of_page(page, known):
                faults.append(f"page {number}: {fault}")
    return faults


def _faults_of_page(page: Any, known: int) -> list[str]:
    faults, open_marks = [], []
    seen = set()
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BDC", "BMC"):
            open_marks.append(_mark(operands))
            if isinstance(open_marks[-1], int):
                seen.add(open_marks[-1])
        elif name == "EMC":
            open_marks.pop()
        elif name in SHOWING and not any(mark is not None for mark in open_marks):
            faults.append(f"{name} outside every tag")
    if seen != set(range(known)):
        faults.append(f"marks {sorted(seen)} but the tree knows {known}")
    return faults


def _mark(operands: Any) -> int | str | None:
    """The MCID, "artifact", or None for marks that are neither (Span)."""
    if str(operands[0]) == "/Artifact":
        return "artifact"
    if len(operands) > 1 and "/MCID" in operands[1]:
        return int(operands[1].MCID)
    return None


def _number_tree(node: Any) -> list[tuple[int, Any]]:
    numbers = list(node.Nums)
    return [(int(numbers[i]), numbers[i + 1]) for i in range(0, len(numbers), 2)]


def tags(pdf: bytes) -> list[str]:
    """The tags of the structure tree in reading order."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return list(_tags_below(document.Root.StructTreeRoot.K))


def _tags_below(element: Any) -> list[str]:
    found = [str(element.S).removeprefix("/")]
    for kid in element.get("/K", []):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            found += _tags_below(kid)
    return found
