"""What other readers make of the files: LibreOffice, pdftotext, pandoc."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.readers.make import office, run

_PANDOC = {"epub": "epub", "fb2": "fb2", "ipynb": "ipynb", "wiki": "mediawiki", "tex": "latex", "rst": "rst", "org": "org"}
_WRITER = ("doc", "docx", "odt", "fodt", "rtf", "html")
_CALC = ("xls", "xlsx", "ods", "fods")
_IMPRESS = ("ppt", "pptx", "odp", "fodp")


def second_texts(files: list[Path]) -> Iterator[tuple[Path, str]]:
    """Each file that another reader reads, with its text."""
    for path in files:
        suffix = path.suffix[1:]
        if suffix in _PANDOC:
            yield path, run("pandoc", "-f", _PANDOC[suffix], "-t", "plain", "--wrap=none", path).decode("utf-8", "replace")
        elif suffix == "pdf":
            yield path, run("pdftotext", path, "-").decode("utf-8", "replace")
    yield from _office(files, _WRITER, "txt:Text (encoded):UTF8", "txt")
    yield from _office(files, _CALC, "csv:Text - txt - csv (StarCalc):9,34,76,1", "csv")
    yield from _office(files, _IMPRESS, "pdf", "pdf")


def _office(files: list[Path], suffixes: tuple[str, ...], target: str, made: str) -> Iterator[tuple[Path, str]]:
    for suffix in suffixes:
        chosen = [path for path in files if path.suffix == f".{suffix}"]
        with tempfile.TemporaryDirectory() as out:
            office(target, chosen, Path(out))
            for path in chosen:
                text = Path(out) / f"{path.stem}.{made}"
                if text.is_file():
                    data = run("pdftotext", text, "-") if made == "pdf" else text.read_bytes()
                    yield path, data.decode("utf-8-sig", "replace")
