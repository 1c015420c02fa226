"""The Thai pages' templates and what they may call."""

from __future__ import annotations

from pathlib import Path

from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

from api.problems import Problem
from api.wording import SIGNS, STATES, fields_of, thai_moment, when, who
from generate import forms_asked
from generate.form_descriptions import FORMS

FOLDER = Path(__file__).parent

environment = Environment(
    loader=FileSystemLoader(FOLDER / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
environment.globals.update(
    fields_of=fields_of,
    forms_asked=forms_asked,
    form_title=lambda form: FORMS[form].title,
    signs=SIGNS,
    states=STATES,
    thai_moment=thai_moment,
    when=when,
    who=who,
)
templates = Jinja2Templates(env=environment)


def page(request: Request, name: str, status: int = 200, **context: object) -> Response:
    return templates.TemplateResponse(request, name, context, status_code=status)


def error_page(request: Request, problem: Problem) -> Response:
    return page(request, "error.html", problem.status, problem=problem)
