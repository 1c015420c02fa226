"""/api/docs: the HTTP API, written from its own OpenAPI description; loads nothing from elsewhere."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.pages import page

router = APIRouter(include_in_schema=False)


@router.get("/api/docs")
def api_docs(request: Request) -> Response:
    schema: dict[str, Any] = request.app.openapi()
    return page(request, "api_docs.html", calls=calls_of(schema), schema_url=request.app.openapi_url)


def calls_of(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """One entry a path and method: method, path, text, parameters (name, place, whether required)."""
    return [
        {
            "method": method.upper(),
            "path": path,
            "text": call.get("description") or call.get("summary", ""),
            "parameters": [
                {"name": one["name"], "place": one["in"], "required": one.get("required", False)}
                for one in call.get("parameters", [])
            ],
            "body": list(call.get("requestBody", {}).get("content", {})),
        }
        for path, methods in schema["paths"].items()
        for method, call in methods.items()
    ]
