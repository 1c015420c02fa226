"""The first page: several files at once, one of them bad, photos as one circular, a list that filters."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from PIL import Image

from api.app import create_app
from api.photos import one_pdf
from api.problems import Problem
from api.settings import Settings
from api.tables import documents
from ingest.errors import DamagedFile, TooLarge
from ingest.files import ReadingLimits

BASE = "http://localhost"
PDF = b"%PDF-1.7 one that may be a circular"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    """A service that reads nothing: what is sent stays in the queue."""
    with TestClient(create_app(Settings(data=tmp_path, workers=0, max_upload_mb=1)), base_url=BASE) as client:
        yield client


def photo(turned: int = 1, size: tuple[int, int] = (300, 400), kind: str = "JPEG") -> bytes:
    """turned: the EXIF orientation that a camera writes."""
    exif = Image.Exif()
    exif[0x0112] = turned
    out = io.BytesIO()
    Image.new("RGB", size, (200, 190, 180)).save(out, kind, exif=exif)
    return out.getvalue()


def send(client: TestClient, *files: tuple[str, bytes], **form: str):  # type: ignore[no-untyped-def]
    return client.post(
        "/circulars", files=[("files", file) for file in files], data=form, follow_redirects=False
    )


def test_one_bad_file_loses_none_of_the_others(client: TestClient) -> None:
    """The page says of each file what became of it; the good ones are in the queue."""
    sent = {
        "ดี.pdf": (PDF, "รับไว้แล้ว"),
        "โปรแกรม.exe": (b"MZ\x90\x00", "ไม่รู้จักชนิด"),
        "ใหญ่.pdf": (PDF + b"x" * 1_100_000, "ใหญ่"),
        "ว่าง.pdf": (b"", "ว่างเปล่า"),
    }
    answer = send(client, *((name, data) for name, (data, _word) in sent.items()))

    assert answer.status_code == 200
    for name, (_data, word) in sent.items():
        assert name in answer.text
        assert word in answer.text
    assert [row["name"] for row in client.get("/api/v1/circulars").json()["circulars"]] == ["ดี.pdf"]


def test_a_lone_bad_file_keeps_its_status(client: TestClient) -> None:
    """415 with the sentence, for programs that watch."""
    assert send(client, ("a.exe", b"MZ\x90\x00")).status_code == 415


def test_what_was_sent_before_is_recognised(client: TestClient) -> None:
    """By its bytes, whatever it is called; the page of the circular says so."""
    first = send(client, ("a.pdf", PDF))
    again = send(client, ("b.pdf", PDF))
    assert first.headers["location"] == again.headers["location"]
    assert "ส่งไว้แล้ว" in client.get(again.headers["location"]).text

    both = send(client, ("a.pdf", PDF), ("c.pdf", PDF + b"c"))
    assert both.headers["location"] == "/"
    assert "ส่งแล้ว 2 ไฟล์ ในจำนวนนี้ส่งไว้ก่อนแล้ว 1 ไฟล์" in client.get("/").text


def test_photos_become_one_circular(client: TestClient) -> None:
    """By the form and by JSON; the same photos are the same circular."""
    photos = [("1.jpg", photo()), ("2.jpg", photo(turned=6))]
    answer = send(client, *photos, together="yes")
    assert answer.status_code == 303
    found = client.get("/api/v1/circulars").json()["circulars"]
    assert len(found) == 1

    by_json = client.post("/api/v1/circulars/photos", files=[("files", one) for one in photos])
    assert (by_json.status_code, by_json.json()["known"]) == (202, True)
    refused = client.post("/api/v1/circulars/photos", files=[("files", ("a.pdf", PDF))])
    assert refused.status_code == 415
    assert "รูปภาพ" in refused.json()["detail"]


def test_pages_of_photos_stand_upright_and_untouched() -> None:
    """A JPEG goes in as it is, one that the camera turned is turned, a PNG becomes one too."""
    upright = photo()
    pdf = pikepdf.open(io.BytesIO(one_pdf([upright, photo(6), photo(kind="PNG")], ReadingLimits())))

    assert len(pdf.pages) == 3
    sizes = [(float(page.mediabox[2]), float(page.mediabox[3])) for page in pdf.pages]
    assert sizes[0][1] > sizes[0][0]
    assert sizes[1][0] > sizes[1][1]
    assert pdf.pages[0].Resources.XObject.Photo.read_raw_bytes() == upright


def test_bad_photos_are_refused() -> None:
    """Damaged, too many pixels, or no picture: nothing is half made."""
    with pytest.raises(DamagedFile):
        one_pdf([photo(), b"\xff\xd8\xff broken"], ReadingLimits())
    with pytest.raises(TooLarge):
        one_pdf([photo()], ReadingLimits(pixels=1000))
    with pytest.raises(Problem):
        one_pdf([photo(), PDF], ReadingLimits())


def test_the_list_filters_and_goes_on(client: TestClient) -> None:
    """By status with counts, a page at a time, the newest first."""
    for number in range(30):
        client.post("/api/v1/circulars", files={"file": (f"{number}.pdf", PDF + str(number).encode())})
    service = client.app.state.service  # type: ignore[attr-defined]
    with service.engine.begin() as connection:
        which = documents.c.name.in_(["3.pdf", "4.pdf"])
        changed = documents.update().where(which).values(status="failed", error_message="เปิดไฟล์ไม่ได้")
        connection.execute(changed)

    first = client.get("/").text
    assert "29.pdf" in first
    assert ">3.pdf<" not in first
    following = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert ">3.pdf<" in client.get(following).text
    failed = client.get("/?status=failed").text
    assert ">3.pdf<" in failed
    assert "เปิดไฟล์ไม่ได้" in failed
    assert "29.pdf" not in failed
    assert "ไม่มีหนังสือในสถานะนี้" in client.get("/?status=confirmed").text


def test_the_queue_tells_of_its_changes(client: TestClient) -> None:
    """An event at once and at each change; the stream ends when nothing is being read."""
    client.post("/api/v1/circulars", files={"file": ("a.pdf", PDF)})
    service = client.app.state.service  # type: ignore[attr-defined]
    with service.engine.begin() as connection:
        connection.execute(documents.update().values(status="review"))

    stream = client.get("/queue/events").text

    assert "event: changed" in stream
    assert stream.rstrip().endswith("data: 0")
    assert "event: done" in stream
    assert "<table" in client.get("/queue").text


def test_counting_and_listing_use_an_index(client: TestClient) -> None:
    """With ten thousand circulars the first page must not read them all."""
    service = client.app.state.service  # type: ignore[attr-defined]
    plans = []
    with service.engine.connect() as connection:
        for query in (
            "SELECT id FROM documents WHERE district_id = '1' ORDER BY received_at DESC, id DESC LIMIT 26",
            "SELECT status, count(*) FROM documents WHERE district_id = '1' GROUP BY district_id, status",
        ):
            plans += [row[3] for row in connection.execute(sa.text(f"EXPLAIN QUERY PLAN {query}"))]
    assert not any("SCAN" in plan or "TEMP B-TREE FOR ORDER" in plan for plan in plans), plans
