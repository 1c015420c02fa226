"""Where everything of a หนังสือภายนอก stands: one table of millimetres, which an office may change.

The numbers are those of the typing rules (สปน. ที่ นร 0106/ว 2019, November 2553) and of the regulation on
office work of 2526; docs/layout.md says for each one where it comes from and which was taken where sources
differ. All are millimetres from the top-left corner of the paper unless they say otherwise.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

Mm = float
A4_WIDTH, A4_HEIGHT = 210.0, 297.0


class LayoutProfile(BaseModel):
    """Distances in mm; sizes in points. `space_before` and the like are added above a line."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = "standard"
    margin_left: Mm = Field(30.0, ge=10, le=60)
    margin_right: Mm = Field(20.0, ge=10, le=60)
    margin_bottom: Mm = Field(20.0, ge=10, le=60)
    font_size: float = Field(16.0, ge=12, le=20)
    line_pitch: Mm = Field(6.378, ge=4, le=12)

    emblem_top: Mm = 15.0
    emblem_height: Mm = Field(30.0, ge=10, le=40)
    head_baseline: Mm = 45.0
    office_from_margin: Mm = 88.0
    date_from_margin: Mm = 75.0
    date_space_before: Mm = 2.117
    heading_space_before: Mm = 2.117
    paragraph_space_before: Mm = 2.117
    paragraph_indent: Mm = 25.0
    list_space_before: Mm = 0.0
    closing_space_before: Mm = 4.233
    closing_from_margin: Mm = 75.0
    signature_lines: int = Field(4, ge=2, le=8)
    owner_lines: int = Field(4, ge=1, le=10)

    urgency_size: float = Field(32.0, ge=32)
    urgency_baseline: Mm = 36.0
    secrecy_size: float = Field(32.0, ge=20)
    secrecy_top_baseline: Mm = 11.5
    secrecy_bottom_baseline: Mm = 290.0

    stamp_left: Mm = 140.0
    stamp_top: Mm = 12.0
    stamp_width: Mm = 50.0
    stamp_height: Mm = 25.0

    next_page_number_baseline: Mm = 30.0
    next_page_top: Mm = 38.0
    continuation_lines: int = Field(3, ge=1, le=5)
    last_page_lines: int = Field(2, ge=1, le=6)

    @property
    def text_width(self) -> Mm:
        return A4_WIDTH - self.margin_left - self.margin_right

    @property
    def right_edge(self) -> Mm:
        return A4_WIDTH - self.margin_right

    @property
    def page_bottom(self) -> Mm:
        return A4_HEIGHT - self.margin_bottom


STANDARD = LayoutProfile()
