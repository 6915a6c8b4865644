"""The pages as a server gives them: to whom, with which headers, and that nothing of a document is taken for markup."""

from __future__ import annotations

import re
import subprocess
import sys
from html import unescape
from html.parser import HTMLParser
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from shown import collect

from cleaners.records.folder import CleanFolder
from cleaners.records.ledger import records, source_text
from cleaners.view.index import index_of
from cleaners.view.serving import serving
from cleaners.view.tables import TABLES

PAGES = ("", *TABLES)


def ask(address: str, path: str, *, method: str = "GET", host: str = "") -> tuple[int, dict[str, str], str]:
    parts = urlsplit(address)
    connection = HTTPConnection(parts.netloc, timeout=20)
    connection.request(method, parts.path + path, headers={"Host": host or parts.netloc})
    answer = connection.getresponse()
    body = answer.read().decode("utf-8", "surrogatepass")
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


class Tags(HTMLParser):
    """What a browser takes for markup."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.scripts: list[str | None] = []
        self.handlers: list[str] = []
        self.outside: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "script":
            self.scripts.append(known.get("src"))
        self.handlers += [name for name, _ in attrs if name.startswith("on") or name == "style"]
        self.outside += [
            value for name, value in attrs if name in ("href", "src", "action") and value and ":" in value.split("?")[0]
        ]


def pages_of(folder: CleanFolder) -> list[str]:
    identities = [record["id"] for kind in ("documents", "rejected") for record in records(folder, kind)]  # type: ignore[arg-type]
    return [f"{language}/{page}" for language in ("en", "zh") for page in (*PAGES, *(f"document/{i}" for i in identities))]


def test_no_document_gets_markup_into_a_page(hostile: CleanFolder, hostile_address: str) -> None:
    shown = 0
    for path in pages_of(hostile):
        status, headers, page = ask(hostile_address, path)
        assert status == 200, path
        tags = Tags(page)
        assert len(tags.scripts) == 1, path
        assert str(tags.scripts[0]).endswith("static/view.js")
        assert tags.handlers == tags.outside == [], path
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        shown += "&lt;script&gt;" in page
    assert shown >= 4  # the attacks are there, as text


@pytest.mark.parametrize("path", ["", "en/", "en/documents", "static/view.js"])
def test_nothing_is_there_without_the_token(samples_address: str, path: str) -> None:
    parts = urlsplit(samples_address)
    for start in (
        f"{parts.scheme}://{parts.netloc}/",
        f"{samples_address[:-2]}/",
        f"{samples_address[:-1]}x/",
        f"{samples_address[:-1].swapcase()}/",
    ):
        assert ask(start, path)[0] == 404, start


def test_no_other_name_leads_there(samples_address: str) -> None:
    assert ask(samples_address, "en/", host="evil.example")[0] == 400
    assert ask(samples_address, "en/", host="localhost")[0] == 200


@pytest.mark.parametrize(
    "path", ["fr/", "en/nothing", "en/document/0", "en/document/../../x", "en/document/x/source", "static/../index.py"]
)
def test_what_is_not_there_is_not_found(samples_address: str, path: str) -> None:
    status, headers, body = ask(samples_address, path)
    assert (status, body) == (404, "Nothing is here. 此处无内容。\n")
    assert "default-src 'none'" in headers["content-security-policy"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_pages_change_nothing(samples_address: str, method: str) -> None:
    assert ask(samples_address, "en/documents", method=method)[0] == 404


def test_the_texts_come_whole(samples: CleanFolder, samples_address: str, hostile: CleanFolder, hostile_address: str) -> None:
    for folder, address in ((samples, samples_address), (hostile, hostile_address)):
        for record in records(folder):
            for kind, expected in (("text", record["text"]), ("source", source_text(folder, record["id"]))):
                status, headers, body = ask(address, f"en/document/{record['id']}/{kind}")
                assert (status, body) == (200, expected)
                assert headers["content-type"] == "text/plain; charset=utf-8"
                assert headers["x-content-type-options"] == "nosniff"


def test_a_document_shows_every_change(samples: CleanFolder, samples_address: str) -> None:
    for record in records(samples):
        page = ask(samples_address, f"en/document/{record['id']}")[2]
        rules = set(re.findall(r'class="change[^>]*data-rule="([^"]+)"', page))
        assert rules >= {piece["rule"] for piece in record["removed"]}
        shown = "".join(re.sub(r"<[^>]+>", "", part) for part in re.findall(r'<pre class="delivered.*?</pre>', page, re.DOTALL))
        assert "".join(unescape(shown).split()) == "".join(record["text"].split())


def test_without_a_ledger_the_page_says_so(tmp_path: Path) -> None:
    folder = collect(tmp_path / "clean", ledger=False)
    identity = next(record["id"] for record in records(folder) if record["removed"])
    with serving(folder, index_of(folder, tmp_path / "index.sqlite")) as address:
        page = ask(address, f"en/document/{identity}")[2]
        assert "keeps no ledger" in page
        assert 'class="change' in page
        assert ask(address, f"en/document/{identity}/source")[0] == 404


def test_a_long_document_comes_in_parts(hostile: CleanFolder, hostile_address: str) -> None:
    long = next(record for record in records(hostile) if record["metadata"]["file_path"] == "endless.txt")
    seen, part = "", 1
    while True:
        page = ask(hostile_address, f"en/document/{long['id']}?part={part}")[2]
        assert len(page) < 1_000_000
        texts = re.findall(r'<pre class="delivered.*?</pre>', page, re.DOTALL)
        seen += "".join(unescape(re.sub(r"<[^>]+>", "", text)) for text in texts)
        if 'rel="next"' not in page:
            break
        part += 1
    assert part > 3
    assert "".join(seen.split()) == "".join(long["text"].split())
    assert ask(hostile_address, f"en/document/{long['id']}?part=99999")[0] == 200


def test_a_damaged_collection_says_so_first(tmp_path: Path) -> None:
    folder = collect(tmp_path / "clean")
    part = Path(folder.place) / next(iter(folder.parts("documents").values()))
    part.write_bytes(part.read_bytes() + b"<script>\n")
    with serving(folder, index_of(folder, tmp_path / "index.sqlite")) as address:
        page = ask(address, "en/")[2]
    assert 'role="alert"' in page
    assert part.name in page


def test_the_command_prints_its_address(samples: CleanFolder, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "cleaners", "view", str(samples.place), "--index", str(tmp_path / "index.sqlite")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            address = process.stdout.readline().split()[-1]
            assert ask(address, "en/documents")[0] == 200
            process.terminate()
            process.wait(20)
        finally:
            process.kill()
    port = str(urlsplit(address).port)
    with serving(samples, tmp_path / "index.sqlite") as other:
        taken = [*command, "--port", str(urlsplit(other).port)]
        told = subprocess.run(taken, capture_output=True, text=True, timeout=60, check=False)
    assert told.returncode == 1
    assert "cannot be had" in told.stderr
    assert port not in told.stderr
    nothing = subprocess.run([*command[:4], str(tmp_path)], capture_output=True, text=True, timeout=60, check=False)
    assert (nothing.returncode, nothing.stderr.count("\n")) == (1, 1)
    assert "holds no finished collection" in nothing.stderr
