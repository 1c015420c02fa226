"""The letters' part of the desk: write the draft, see it as it will be printed, issue it, cancel it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from api import documents, idempotency, letters, publications
from api.blobs import keep_original, original_key
from api.database import now
from api.desk_part import DeskPart
from api.letter import letter_docx, letter_pdf, printed
from api.letter_form import letter_text
from api.letters import Issuing, LetterBook, LetterError, Row, SavedMeanwhile, open_places
from api.problems import Problem, not_found
from api.publication_desk import NOT_ISSUED, PublicationDesk
from api.registers import BANGKOK, RegisterError
from api.service import usable
from extract.models import Circular

if TYPE_CHECKING:
    from generate.letter_wording import LetterText
    from generate.office import Office

KINDS = {"pdf": "pdf_sha256", "docx": "docx_sha256"}


@dataclass(frozen=True)
class Draft:
    """A circular's letter as it stands on the desk.

    text: the version that is shown (`shown` is its row, None for the machine's draft, `drafted`). points:
    what is left open or wants a look; blanks: how many blanks the shown text has. newest: the number of the
    newest version, 0 where nothing was saved. outdated: the circular was corrected after that version.
    """

    document: documents.Row
    circular: Circular
    office: Office
    text: LetterText
    drafted: LetterText
    shown: Row | None
    versions: Sequence[Row]
    points: tuple[str, ...]

    @property
    def newest(self) -> int:
        return self.versions[0].version if self.versions else 0

    @property
    def in_force(self) -> Row | None:
        return next((row for row in self.versions if row.state == "issued"), None)

    @property
    def blanks(self) -> int:
        return open_places(self.text)

    @property
    def wants_a_look(self) -> bool:
        """Whether who issues it has to say that the open places are known."""
        return bool(self.blanks or self.points)

    @property
    def outdated(self) -> bool:
        return self.shown is not None and self.shown.draft_sha256 != letters.sealed(self.drafted)


@dataclass(frozen=True)
class IssueOrder:
    """What is asked for with an issue. after: the newest version that the asker saw; text: None for its own.

    knowing: the asker has seen what is left open. publish: to all schools at once.
    """

    after: int
    text: Mapping[str, Any] | None = None
    dated: date | None = None
    book: LetterBook = "circular"
    reserved: str | None = None
    knowing: bool = False
    publish: bool = False


@dataclass(frozen=True)
class LetterDesk(DeskPart):
    """Raises Problem as every part of the desk; Thai for what is against the rules of letters."""

    def draft(self, circular_id: str, version: int | None = None, *, afresh: bool = False) -> Draft:
        """version: a saved one, by default the newest; afresh: the machine's draft whatever was saved."""
        document = self.find(circular_id, "letter.read")
        circular = self.service.read_circular(document.district_id, circular_id)
        with self.service.engine.connect() as connection:
            saved = letters.versions(connection, document.district_id, circular_id)
        shown = None if afresh else _chosen(saved, version)
        return self._draft(document, circular, saved, shown)

    def reason(self, letter: Row | None) -> str:
        """Why a letter of a draft was cancelled; "" where it was not."""
        if letter is None or letter.state != "cancelled":
            return ""
        with self.service.engine.connect() as connection:
            return letters.reason_of(connection, letter)

    def preview(
        self,
        circular_id: str,
        given: Mapping[str, Any],
        dated: date | None,
        book: str,
        *,
        archive: bool = True,
    ) -> bytes:
        """The PDF of a wording that need not be saved, its number still open. archive: see letter_pdf."""
        document = self.find(circular_id, "letter.read")
        circular = self.service.read_circular(document.district_id, circular_id)
        office = _open_number(self.service.office(document.district_id), book)
        text = letter_text(given, office)
        return usable(lambda: letter_pdf(circular, office, dated, text, archive=archive))

    def as_printed(self, circular_id: str, version: int | None = None, *, archive: bool = True) -> bytes:
        """The PDF of a version: the issued one's own, a draft's (0: the machine's) with its number open."""
        draft = self.draft(circular_id, version or None, afresh=version == 0)
        if draft.shown is not None and draft.shown.pdf_sha256:
            return self.service.blobs.get(original_key(draft.shown.pdf_sha256))
        office = _open_number(draft.office, "circular")
        dated = today() if draft.shown is None or draft.shown.state == "draft" else None
        return usable(lambda: letter_pdf(draft.circular, office, dated, draft.text, archive=archive))

    def save(self, circular_id: str, given: Mapping[str, Any], after: int) -> Row:
        """A new version behind `after`, the newest that the writer saw."""
        document = self.find(circular_id, "letter.write")
        draft = self._draft(document, self.service.read_circular(document.district_id, circular_id), (), None)
        text = letter_text(given, draft.office)
        try:
            with self.service.engine.begin() as connection:
                row = self._saved(connection, draft, text, after)
                if row.version > after:
                    detail = {"version": row.version, "document": document.id}
                    self.trace(connection, "letter.save", f"letter:{row.id}", detail)
                return row
        except SavedMeanwhile as error:
            raise _problem(error) from None

    def issue(self, circular_id: str, order: IssueOrder, key: str | None = None) -> tuple[Row, bool]:
        """The issued letter, and whether an earlier request with the same key had issued it.

        The circular must be confirmed, and who issues must know of what is left open.
        """
        document = self.find(circular_id, "letter.issue")
        asked = _hash_of(circular_id, order)
        if key is not None and (earlier := self._answered(document, key, asked)):
            return earlier, True
        if document.status != "confirmed":
            raise Problem(409, "not_confirmed", "ยังไม่ได้ยืนยันหนังสือต้นเรื่อง โปรดตรวจและยืนยันก่อน แล้วจึงออกเลข")
        draft = self.draft(circular_id)
        if order.text is None and draft.shown is not None and draft.shown.state != "draft":
            raise Problem(409, "issued", "ฉบับล่าสุดออกเลขแล้ว โปรดแก้ไขเป็นฉบับใหม่ก่อน แล้วจึงออกเลขใหม่")
        text = draft.text if order.text is None else letter_text(order.text, draft.office)
        if not order.knowing and (open_places(text) or draft.points):
            raise Problem(
                409,
                "open_places",
                f"หนังสือยังเว้นไว้ {open_places(text)} แห่ง และมี {len(draft.points)} รายการที่ต้องดู "
                "โปรดเติมให้ครบ หรือยืนยันว่าทราบแล้ว",
            )
        try:
            return self._issue(draft, text, order, (key, asked) if key else None), False
        except SavedMeanwhile as error:
            if key is not None and (earlier := self._answered(document, key, asked)):
                return earlier, True
            raise _problem(error) from None
        except (LetterError, RegisterError) as error:
            raise _problem(error) from None

    def cancel(self, circular_id: str, letter_id: str, reason: str) -> Row:
        """Cancels an issued letter; where no other is in force, schools no longer see the circular."""
        document = self.find(circular_id, "letter.issue")
        try:
            with self.service.engine.begin() as connection:
                letters.lock_circular(connection, document.district_id, document.id)
                letter = self._letter(connection, document, letter_id)
                return self.cancel_within(connection, letter, reason)
        except (LetterError, RegisterError) as error:
            raise _problem(error) from None

    def file(self, circular_id: str, kind: str, letter_id: str | None = None) -> tuple[Row, bytes]:
        """The PDF or DOCX of an issued letter: by default of the one in force. Each download is audited.

        A school gets the one in force alone, of a circular that is published to it.
        """
        document = self.find(circular_id, "document.read" if letter_id is None else "letter.read")
        with self.service.engine.begin() as connection:
            if letter_id is None:
                letter = letters.in_force(connection, document.district_id, document.id)
            else:
                letter = self._letter(connection, document, letter_id)
            if letter is None or letter.pdf_sha256 is None:
                raise not_found(NOT_ISSUED)
            detail = {"number": letter.number, "file": kind, "document": document.id}
            self.trace(connection, "letter.download", f"letter:{letter.id}", detail)
        sha256: str = getattr(letter, KINDS[kind])
        return letter, self.service.blobs.get(original_key(sha256))

    def file_or_draft(self, circular_id: str, kind: str) -> bytes:
        """The issued letter in force, else, for the desk, the draft as it stands."""
        if not self.may("letter.read"):
            return self.file(circular_id, kind)[1]
        self.find(circular_id, "letter.read")
        try:
            return self.file(circular_id, kind)[1]
        except Problem as problem:
            if problem.status != 404:
                raise
        draft = self.draft(circular_id)
        make = letter_pdf if kind == "pdf" else letter_docx
        office = _open_number(draft.office, "circular")
        return usable(lambda: make(draft.circular, office, None, draft.text))

    def memo(self, circular_id: str, dated: date | None = None) -> bytes:
        """The memo that proposes the letter to the director."""
        from generate import memo

        document = self.find(circular_id, "letter.read")
        circular = self.service.read_circular(document.district_id, circular_id)
        office = self.service.office(document.district_id)
        return usable(lambda: printed(lambda: memo(circular, office, date=dated)))

    def cancel_within(self, connection: sa.Connection, letter: Row, reason: str) -> Row:
        """As part of another deed, whose right was asked for already; the circular's row is locked.

        The audit's head is locked by its first row until the end, so traces come last, here as elsewhere.
        """
        cancelled = letters.cancel(connection, letter, reason)
        document = documents.find(connection, letter.district_id, letter.document_id)
        assert document is not None  # the letter's own
        left = letters.in_force(connection, letter.district_id, letter.document_id)
        gone = (
            publications.withdraw(connection, letter.district_id, letter.document_id) if left is None else []
        )
        detail = {"number": letter.number, "reason": reason.strip(), "document": letter.document_id}
        self.trace(connection, "letter.cancel", f"letter:{letter.id}", detail)
        self._publications.trace_withdrawing(connection, document, gone)
        return cancelled

    # Parts ----------------------------------------------------------------------------------------------

    @property
    def _publications(self) -> PublicationDesk:
        return PublicationDesk(self.service, self.actor)

    def _draft(
        self, document: documents.Row, circular: Circular, saved: Sequence[Row], shown: Row | None
    ) -> Draft:
        from generate.letter_wording import LetterText, draft_letter, open_points

        office = self.service.office(document.district_id)
        drafted = draft_letter(circular, office)
        # Number and date come with the issue: only what else is open counts.
        points = open_points(circular, office.model_copy(update={"next_number": 1}), date=today())
        text = drafted if shown is None else LetterText.model_validate(shown.text)
        return Draft(document, circular, office, text, drafted, shown, saved, tuple(points))

    def _saved(self, connection: sa.Connection, draft: Draft, text: LetterText, after: int) -> Row:
        document, by = draft.document, self.actor.signature
        return letters.save(
            connection, document.district_id, document.id, text, after=after, draft=draft.drafted, by=by
        )

    def _issue(self, draft: Draft, text: LetterText, order: IssueOrder, key: tuple[str, str] | None) -> Row:
        document = draft.document
        how = Issuing(order.dated or today(), order.book, order.reserved, self.actor.name)
        with self.service.engine.begin() as connection:
            locked = letters.lock_circular(connection, document.district_id, document.id)
            if locked is None or locked.status != "confirmed" or locked.version != document.version:
                raise SavedMeanwhile
            saved = self._saved(connection, draft, text, order.after)
            letter = usable(
                lambda: letters.issue(
                    connection,
                    saved,
                    draft.circular,
                    draft.office,
                    how,
                    keep=lambda data: keep_original(self.service.blobs, data),
                    by=self.actor.signature,
                )
            )
            fresh = self._publications.publish_within(connection, document, None) if order.publish else []
            if key is not None:
                idempotency.keep(connection, self.actor.id, *key, {"id": letter.id})
            detail = {
                "number": letter.number,
                "dated": letter.dated,
                "version": letter.version,
                "open_places": open_places(text),
                "pdf_sha256": letter.pdf_sha256,
                "document": document.id,
            }
            self.trace(connection, "letter.issue", f"letter:{letter.id}", detail)
            self._publications.trace_publishing(connection, document, fresh)
        return letter

    def _answered(self, document: documents.Row, key: str, asked: str) -> Row | None:
        with self.service.engine.connect() as connection:
            answer = idempotency.answered(connection, self.actor.id, key, asked)
            return letters.find(connection, document.district_id, answer["id"]) if answer else None

    def _letter(self, connection: sa.Connection, document: documents.Row, letter_id: str) -> Row:
        letter = letters.find(connection, document.district_id, letter_id)
        if letter is None or letter.document_id != document.id:
            raise not_found("ไม่พบหนังสือฉบับนี้ โปรดเปิดจากหน้าหนังสือต้นเรื่อง")
        return letter


def today() -> date:
    """The day in Bangkok."""
    return now().astimezone(BANGKOK).date()


def _chosen(saved: Sequence[Row], version: int | None) -> Row | None:
    if version is None:
        return saved[0] if saved else None
    found = next((row for row in saved if row.version == version), None)
    if found is None:
        raise not_found("ไม่มีหนังสือฉบับที่บันทึกไว้หมายเลขนี้")
    return found


def _open_number(office: Office, book: str) -> Office:
    return office.model_copy(update={"next_number": None, "circular": book == "circular"})


def _hash_of(circular_id: str, order: IssueOrder) -> str:
    content = [circular_id, order.after, order.text and dict(order.text), str(order.dated), order.book,
               order.reserved]  # fmt: skip
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _problem(error: LetterError | RegisterError) -> Problem:
    code = error.code if isinstance(error, LetterError) else "register"
    return Problem(409, code, str(error))
