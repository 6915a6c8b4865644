"""The addresses of the site, `/TOKEN/LANGUAGE/PAGE`, and what each answers. Nothing is found without the token.

Every answer forbids the browser to ask anybody else, to run a script that is not ours, and to be framed. What comes from
documents goes through templates that escape it.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cleaners.records.folder import CleanFolder
from cleaners.view.pages import Pages
from cleaners.view.words import LANGUAGES

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_STATIC = {"view.css": "text/css", "view.js": "text/javascript", "mark.svg": "image/svg+xml"}
_TEXT = "text/plain"

LONGEST_FORM = 4096
"""Bytes."""


Answer = Callable[[Request, sqlite3.Connection], Response]


def site(folder: CleanFolder, file: Path, token: str, labels: Path) -> Starlette:
    """The application that shows a collection by its index, and keeps what readers say in `labels`."""
    shown = _Site(Pages(folder, file, labels), file, token)
    answers: dict[str, Answer] = {
        "": shown.start,
        "static/{name}": shown.static,
        "{language}/": shown.overview,
        "{language}/document/{id}": shown.document,
        "{language}/document/{id}/{kind}": shown.text,
        "{language}/review": shown.review,
        "{language}/{table}": shown.table,
    }
    routes = [Route(f"/{{token}}/{path}", shown.guarded(answer), methods=["GET"]) for path, answer in answers.items()]
    routes.append(Route("/{token}/{language}/review", shown.judge, methods=["POST"]))
    hosts = Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])  # no other name leads here
    app = Starlette(routes=routes, middleware=[hosts], exception_handlers={404: _not_found, 405: _not_found})
    app.router.redirect_slashes = False  # an answer would tell the unknown that something is there
    return app


class _Site:
    """What each address answers."""

    def __init__(self, pages: Pages, file: Path, token: str) -> None:
        self._pages, self._file, self._token = pages, file, token

    def guarded(self, answer: Answer) -> Callable[[Request], Response]:
        """The same for who has the token, with the index."""

        def endpoint(request: Request) -> Response:
            known = secrets.compare_digest(request.path_params["token"].encode(), self._token.encode())
            if not known or request.path_params.get("language", "en") not in LANGUAGES:
                return _nothing()
            with closing(_connected(self._file)) as db:
                return answer(request, db)

        return endpoint

    def start(self, request: Request, _: sqlite3.Connection) -> Response:
        wanted = request.headers.get("accept-language", "en").lower()
        return _answer("", _TEXT, 302, {"Location": f"/{self._token}/{'zh' if wanted.startswith('zh') else 'en'}/"})

    def static(self, request: Request, _: sqlite3.Connection) -> Response:
        name = request.path_params["name"]
        return _answer(_static(name), _STATIC[name]) if name in _STATIC else _nothing()

    def overview(self, request: Request, db: sqlite3.Connection) -> Response:
        return _page(self._pages.overview(_language(request), db))

    def table(self, request: Request, db: sqlite3.Connection) -> Response:
        return _page(self._pages.table(_language(request), db, request.path_params["table"], request.query_params))

    def document(self, request: Request, db: sqlite3.Connection) -> Response:
        part = request.query_params.get("part", "1")
        return _page(self._pages.document(_language(request), db, request.path_params["id"], part))

    def text(self, request: Request, db: sqlite3.Connection) -> Response:
        kind = request.path_params["kind"]
        found = self._pages.text(db, request.path_params["id"], kind)
        if found is None:
            return _nothing()
        name = f"{request.path_params['id'][:12]}-{kind}"
        return _answer(found, _TEXT, headers={"Content-Disposition": f'inline; filename="{name}.txt"'})

    def review(self, request: Request, db: sqlite3.Connection) -> Response:
        asked = request.query_params
        return _page(self._pages.review(_language(request), db, asked.get("order", ""), asked.get("rule", "")))

    async def judge(self, request: Request) -> Response:
        """Take in what a reader says, and go on to the next removal."""
        form = parse_qs((await _body(request)).decode("utf-8", "replace"))
        said = {name: form.get(name, [""])[0] for name in ("text_id", "label", "order", "rule")}

        def judged(_: Request, db: sqlite3.Connection) -> Response:
            if not self._pages.judge(db, said["text_id"], said["label"]):
                return _nothing()
            to = urlencode({name: said[name] for name in ("order", "rule") if said[name]})
            return _answer("", _TEXT, 303, {"Location": f"review?{to}"})

        return await run_in_threadpool(self.guarded(judged), request)


async def _body(request: Request) -> bytes:
    """The body of a form; what is longer than any of ours is cut off."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_FORM:
            break
    return body[:LONGEST_FORM]


def _connected(file: Path) -> sqlite3.Connection:
    db = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=10)
    db.execute("PRAGMA query_only = 1")
    db.execute("PRAGMA mmap_size = 1073741824")
    return db


def _language(request: Request) -> str:
    return str(request.path_params["language"])


def _page(page: str | None) -> Response:
    return _nothing() if page is None else _answer(page, "text/html")


def _answer(content: str, kind: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    # A lone surrogate, which a source may hold, has no UTF-8 of its own.
    data = content.encode("utf-8", "backslashreplace" if kind == "text/html" else "surrogatepass")
    return Response(data, status, {**_HEADERS, **(headers or {})}, f"{kind}; charset=utf-8")


def _nothing() -> Response:
    return _answer("Nothing is here. 此处无内容。\n", _TEXT, 404)


async def _not_found(_: Request, __: Any) -> Response:
    return _nothing()


@cache
def _static(name: str) -> str:
    return files("cleaners.view").joinpath("static", name).read_text(encoding="utf-8")
