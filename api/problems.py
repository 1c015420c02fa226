"""What a request can be refused for, told as application/problem+json (RFC 9457) or as a Thai page."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse

from api.language import marked


class Problem(Exception):
    """A refused request. `detail` is Thai: what is wrong and what to do. more: members of its JSON."""

    def __init__(self, status: int, code: str, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.more = more


NOT_FOUND = marked("ไม่พบสิ่งที่ขอ โปรดตรวจที่อยู่ หรือกลับไปหน้าแรก")
NO_SPACE = marked("ที่เก็บข้อมูลเต็ม ยังไม่ได้รับไฟล์นี้ โปรดแจ้งผู้ดูแล แล้วส่งใหม่ภายหลัง")
STORE_AWAY = marked("ฐานข้อมูลหรือที่เก็บไฟล์ไม่ตอบ ยังไม่ได้ทำตามคำขอ โปรดลองใหม่ในอีกสักครู่ หากยังไม่ได้ โปรดแจ้งผู้ดูแล")
BROKEN = marked("ระบบขัดข้อง ยังทำตามคำขอไม่ได้ โปรดลองใหม่ หากยังไม่ได้ โปรดแจ้งผู้ดูแล")
TOO_LARGE = marked("ไฟล์ใหญ่เกินกำหนด โปรดแยกเป็นไฟล์ย่อยแล้วส่งทีละไฟล์")
OTHERWISE = marked("ทำตามคำขอไม่ได้ โปรดตรวจข้อมูลที่ส่ง แล้วลองใหม่")


def problem_json(problem: Problem) -> dict[str, Any]:
    return {
        "type": "about:blank",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "code": problem.code,
        "detail": problem.detail,
        **problem.more,
    }


def problem_response(problem: Problem) -> JSONResponse:
    headers = {"WWW-Authenticate": 'Bearer realm="wian"'} if problem.status == 401 else None
    return JSONResponse(
        problem_json(problem), problem.status, headers=headers, media_type="application/problem+json"
    )


def wants_json(request: Request) -> bool:
    return request.url.path.startswith(("/api/", "/health", "/ready", "/metrics"))


def not_found(what: str = NOT_FOUND) -> Problem:
    return Problem(404, "not_found", what)
