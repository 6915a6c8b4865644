"""Sound text of many kinds, from what a machine has: repair may change none of it.

    python -m benchmarks.clean_corpus [FOLDER ...]      # how many documents there are of each material

Messages and manual pages are those of the installed programs, code is that of the installed packages; folders hold UTF-8 text.
What is missing is named, and the figures of `benchmarks/repair.py` are then for what is there.
"""

from __future__ import annotations

import argparse
import gettext
import gzip
import re
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

import opencc

from benchmarks import glosses
from benchmarks.generated import sentences
from benchmarks.shared import SHARED

LOCALES = (Path("/usr/share/locale"), Path(sysconfig.get_path("purelib")))
MANUALS = Path("/usr/share/man")
LANGUAGES = {
    "simplified": ("zh_CN", "zh_Hans"),
    "traditional": ("zh_TW", "zh_HK", "zh_Hant"),
    "Japanese": ("ja",),
    "Korean": ("ko",),
    "Western": ("fr", "de", "ru", "el", "cs", "vi", "es"),
}
LENGTH = 500  # characters of a document, about
MOST = 4000  # documents of one material
ROFF = re.compile(r"^[.'].*$|\\f.|\\[&%|^]|\\\(..|\\\*.", re.MULTILINE)

# Some messages are pieces of XML: their escapes are left over indeed.
XML = re.compile("&(?:lt|gt|amp|apos|quot);")


def materials(folders: Iterable[Path]) -> Iterator[tuple[str, Iterator[str]]]:
    """Name and documents of each material."""
    prose = [file for folder in folders for file in sorted(folder.rglob("*.txt"))]
    pages = [file for name in ("html_pages", "html_agreed") for file in sorted((SHARED / "data" / name).glob("*.txt"))]
    for name, files in (("prose", prose), ("web pages", pages)):
        yield f"{name}, simplified", cut(map(read, files))
        for variant in ("s2twp", "s2hk"):
            yield f"{name}, traditional ({variant})", cut(map(opencc.OpenCC(variant).convert, map(read, files)))
    yield "own sentences", cut(["\n".join(sentences())])
    for language, codes in LANGUAGES.items():
        yield f"messages, {language}", cut(messages(codes))
        yield f"manuals, {language}", cut(manuals(codes))
    yield "code", code()
    yield "word list", words()
    yield "glosses", (text for _, text in glosses.documents(2040))


def read(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="ignore")


def cut(texts: Iterable[str]) -> Iterator[str]:
    """Whole lines, as many as give a document of usual length; each text that is met again is left out."""
    seen: set[str] = set()
    for text in texts:
        lines: list[str] = []
        for line in text.split("\n"):
            lines.append(line)
            if sum(map(len, lines)) >= LENGTH:
                whole = "\n".join(lines)
                lines = []
                if whole not in seen and "\ufffd" not in whole:
                    seen.add(whole)
                    yield whole
        whole = "\n".join(lines).strip()
        if whole and whole not in seen and "\ufffd" not in whole:
            seen.add(whole)
            yield whole


def messages(languages: Iterable[str]) -> Iterator[str]:
    """Translated messages of programs, one file after the other."""
    for root in LOCALES:
        for language in languages:
            for file in sorted(root.glob(f"**/{language}/LC_MESSAGES/*.mo")):
                try:
                    with file.open("rb") as stream:
                        catalogue = gettext.GNUTranslations(stream)._catalog  # type: ignore[attr-defined]
                except (OSError, UnicodeDecodeError):
                    continue
                found = (one for one in catalogue.values() if isinstance(one, str) and not one.isascii() and not XML.search(one))
                yield "\n".join(islice(found, 1, None))


def manuals(languages: Iterable[str]) -> Iterator[str]:
    for language in languages:
        for file in sorted((MANUALS / language).glob("**/*.gz")):
            try:
                text = gzip.decompress(file.read_bytes()).decode("utf-8")
            except (OSError, UnicodeDecodeError):
                continue
            if not text.isascii() and not XML.search(text):
                yield ROFF.sub("", text)


def code() -> Iterator[str]:
    """Stretches of source files, those that are not ASCII alone."""
    for root in map(Path, (sysconfig.get_path("stdlib"), sysconfig.get_path("purelib"))):
        for file in sorted(root.rglob("*.py")):
            # Tables of encodings are no text, and tests of encodings hold what is wrong on purpose.
            if not re.search("encod|charset|unicode|ftfy|chardet|punycode|test", str(file)):
                yield from (part for part in cut([read(file)]) if not part.isascii())


def words() -> Iterator[str]:
    spec = find_spec("jieba")
    if spec and spec.origin:
        lines = read(Path(spec.origin).parent / "dict.txt").split("\n")
        entries = [line.split(" ")[0] for line in lines]
        yield from ("\n".join(entries[start : start + 100]) for start in range(0, len(entries), 100))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="*")
    total = 0
    for name, texts in materials(parser.parse_args().folders):
        count = sum(1 for _ in islice(texts, MOST))
        total += count
        print(f"{name:32} {count or 'missing'}")
    print(f"{'together':32} {total}", file=sys.stdout)


if __name__ == "__main__":
    main()
