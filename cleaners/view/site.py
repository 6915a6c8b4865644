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

from starlette.applications import Starlette
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


def site(folder: CleanFolder, file: Path, token: str) -> Starlette:
    """The application that shows a collection by its index."""
    pages = Pages(folder, file)

    def guarded(answer: Callable[[Request, sqlite3.Connection], Response]) -> Callable[[Request], Response]:
        def endpoint(request: Request) -> Response:
            known = secrets.compare_digest(request.path_params["token"].encode(), token.encode())
            if not known or request.path_params.get("language", "en") not in LANGUAGES:
                return _nothing()
            with closing(_connected(file)) as db:
                return answer(request, db)

        return endpoint

    def route(path: str, answer: Callable[[Request, sqlite3.Connection], Response], method: str = "GET") -> Route:
        return Route(f"/{{token}}/{path}", guarded(answer), methods=[method])

    def start(request: Request, _: sqlite3.Connection) -> Response:
        wanted = request.headers.get("accept-language", "en").lower()
        return _answer("", _TEXT, 302, {"Location": f"/{token}/{'zh' if wanted.startswith('zh') else 'en'}/"})

    def overview(request: Request, db: sqlite3.Connection) -> Response:
        return _page(pages.overview(_language(request), db))

    def table(request: Request, db: sqlite3.Connection) -> Response:
        return _page(pages.table(_language(request), db, request.path_params["table"], request.query_params))

    def document(request: Request, db: sqlite3.Connection) -> Response:
        return _page(pages.document(_language(request), db, request.path_params["id"], request.query_params.get("part", "1")))

    def text(request: Request, db: sqlite3.Connection) -> Response:
        kind = request.path_params["kind"]
        found = pages.text(db, request.path_params["id"], kind)
        if found is None:
            return _nothing()
        name = f"{request.path_params['id'][:12]}-{kind}"
        return _answer(found, _TEXT, headers={"Content-Disposition": f'inline; filename="{name}.txt"'})

    def static(request: Request, _: sqlite3.Connection) -> Response:
        name = request.path_params["name"]
        return _answer(_static(name), _STATIC[name]) if name in _STATIC else _nothing()

    routes = [
        route("", start),
        route("static/{name}", static),
        route("{language}/", overview),
        route("{language}/document/{id}", document),
        route("{language}/document/{id}/{kind}", text),
        route("{language}/{table}", table),
    ]
    hosts = Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])  # no other name leads here
    errors = {404: _not_found, 405: _not_found}
    app = Starlette(routes=routes, middleware=[hosts], exception_handlers=errors)
    app.router.redirect_slashes = False  # an answer would tell the unknown that something is there
    return app


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
