"""Tables that go on over a page break."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.document import Page, Table

_ALIKE = 0.012  # of the page's width: how far columns may lie apart
_FOOT = 0.12  # of the page's height: a table that ends higher may still end its page, if nothing follows
_PAGE_NUMBER = 12  # characters of a heading such as "- ๒ -" or "หน้าที่ ๒"


def with_continuations(pages: Sequence[Page]) -> tuple[Page, ...]:
    """The pages with `continues` set on every table that goes on from the page before."""
    done = list(pages[:1])
    for page in pages[1:]:
        done.append(_continued(done[-1], page))
    return tuple(done)


def _continued(before: Page, page: Page) -> Page:
    last, first = _closing_table(before), _opening_table(page)
    if last is None or first is None or not _same_columns(last, first, before.width, page.width):
        return page
    tables = tuple(t.model_copy(update={"continues": True}) if t is first else t for t in page.tables)
    return page.model_copy(update={"tables": tables})


def _opening_table(page: Page) -> Table | None:
    """The table that starts its page: only a page number or the like stands above it."""
    table = min(page.tables, key=lambda t: t.box.y0, default=None)
    if table is None:
        return None
    above = [line for line in page.lines if line.table is None and line.box.center[1] < table.box.y0]
    return table if all(len(line.text) <= _PAGE_NUMBER for line in above) else None


def _closing_table(page: Page) -> Table | None:
    """The table that ends its page: only something short at the foot stands below it."""
    table = max(page.tables, key=lambda t: t.box.y1, default=None)
    if table is None:
        return None
    below = [line for line in page.lines if line.table is None and line.box.center[1] > table.box.y1]
    foot = page.height * (1 - _FOOT)
    return table if all(len(line.text) <= _PAGE_NUMBER or line.box.y0 > foot for line in below) else None


def _same_columns(last: Table, first: Table, last_width: float, first_width: float) -> bool:
    a, b = _columns(last, last_width), _columns(first, first_width)
    return len(a) == len(b) and all(abs(x - y) < _ALIKE for x, y in zip(a, b, strict=True))


def _columns(table: Table, width: float) -> list[float]:
    """Left edges of the columns and the right edge, as shares of the page's width."""
    lefts = {cell.col: cell.box.x0 for cell in table.cells}
    return [lefts[col] / width for col in sorted(lefts)] + [table.box.x1 / width]
