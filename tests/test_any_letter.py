"""Whatever was read, a letter comes out: no failure, nothing cut off, nothing doubtful printed."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from extract.models import Attachment, Deadline, Reading, TextReading
from generate import draft_letter, draft_memo, forwarding_letter, letter_docx, memo, open_points
from tests.circulars import circular
from tests.letters import DATE, office, sheets_of

WORDS = st.text(
    alphabet=st.one_of(
        st.sampled_from("กขคงจนมยรลวสหอเแโใไะาำิีึืุูั็่้๊๋์ๆฯ๐๑๒๓ "),
        st.sampled_from("abcXYZ0189/:.-()@%\t\n\u200b\u00a0"),
        st.sampled_from("😀✓中\x00\x1b\ue000\u0e4d"),
    ),
    max_size=200,
)
STATES = st.sampled_from(["sure", "doubtful", "missing"])
SECRET = "ลับเฉพาะผู้อ่านไม่แน่ใจ"  # what every doubtful reading says


def readings() -> st.SearchStrategy[TextReading | None]:
    def made(text: str, state: Any) -> TextReading:
        if state == "missing":
            return TextReading(value=None, state="missing")
        value = text if state == "sure" else f"{SECRET}{text}"
        return TextReading(value=value, text=value, page=1, state=state)

    return st.one_of(st.none(), st.builds(made, WORDS, STATES))


@st.composite
def deadlines(draw: st.DrawFn) -> Deadline:
    kind = draw(
        st.sampled_from(
            ["window", "day", "until", "from", "month", "relative", "recurring", "event", "undated"]
        )
    )
    dated = kind not in ("relative", "recurring", "undated")
    return Deadline(
        id="d1",
        action=draw(WORDS),
        actors=draw(st.lists(st.sampled_from(["school", "district", "other:ครู", "other:ใคร"]), max_size=2)),
        kind=kind,
        start="2027-06-01" if dated and kind != "until" else None,
        end="2027-06-18" if dated and kind != "from" else None,
        start_time=draw(st.sampled_from([None, "08:30"])),
        end_time=draw(st.sampled_from([None, "16:30"])),
        origin="body",
        text=draw(WORDS),
        page=1,
        state=draw(st.sampled_from(["sure", "doubtful"])),
    )


@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.data())
def test_any_circular_makes_a_letter(data: st.DataObject) -> None:
    """Random words, states and deadlines: PDF, DOCX, memo; margins kept, no doubtful word."""
    attachment = data.draw(readings())
    drawn = circular(
        subject=data.draw(readings()),
        issuer=data.draw(readings()),
        number=data.draw(readings()),
        urgency=data.draw(
            st.sampled_from(
                [None, Reading(value=None, state="missing"), Reading(value="urgent", state="sure")]
            )
        ),
        attachments=[Attachment(**attachment.model_dump(), quantity=data.draw(st.sampled_from([None, 3])))]
        if attachment
        else [],
        body=[reading for reading in data.draw(st.lists(readings(), max_size=3)) if reading],
        deadlines=data.draw(st.lists(deadlines(), max_size=6)),
    )
    text = draft_letter(drawn, office()).model_dump_json() + draft_memo(drawn, office()).model_dump_json()
    assert SECRET not in text
    sheets = sheets_of(forwarding_letter(drawn, office(), date=DATE))
    assert all(line.left >= 29.5 and line.right <= 190.5 for sheet in sheets for line in sheet.lines)
    assert memo(drawn, office(), date=DATE).startswith(b"%PDF")
    assert letter_docx(drawn, office(), date=DATE).startswith(b"PK")
    assert all(character >= " " for point in open_points(drawn, office()) for character in point)
