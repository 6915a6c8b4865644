"""What repair restores, what it gets wrong, and what it changes in clean text, of one build in one run.

    python -m benchmarks.repair [--pages 34] [--clean FOLDER ...]

Material: the main texts of `../shared/data/html_pages`, written down by people, damaged by `benchmarks/damage.py`; real glosses
from `benchmarks/glosses.py`; clean text from `benchmarks/clean_corpus.py`. ftfy runs beside ours where it is installed.
"""

from __future__ import annotations

import argparse
import difflib
import json
import random
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path

import opencc

from benchmarks import clean_corpus, glosses
from benchmarks.damage import byte_shift, converter_table, lossless, lossy, lost_bytes, one_line, writable
from benchmarks.shared import own_paths
from cleaners.characters.fold import t2s
from cleaners.document import Document
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.repairs import STEPS
from cleaners.repairs.gate import suspicions
from cleaners.step import run_steps

ROOT = Path(__file__).parents[1]
DATA = ROOT / "../shared/data"
CASES = ROOT / "tests/repair"
LONGEST = 2500  # characters of a page
_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def repaired(text: str) -> Document:
    """The text after all steps but the last, which only counts, and rejects what is too far gone."""
    return run_steps(Document.of(text), STEPS[:-1], Context())


def sound(text: str) -> str:
    """The text as repair leaves it: without the invisible characters and look-alikes that some pages have."""
    return repaired(text).text


def equal_characters(left: str, right: str) -> int:
    """Characters that two texts share in order, line by line where the lines match."""
    shared = 0
    for tag, a, b, c, d in difflib.SequenceMatcher(None, left.split("\n"), right.split("\n"), autojunk=False).get_opcodes():
        one, other = "\n".join(left.split("\n")[a:b]), "\n".join(right.split("\n")[c:d])
        if tag == "equal":
            shared += len(one) + 1
        else:
            blocks = difflib.SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
            shared += sum(block.size for block in blocks) + 1
    return shared - 1


def row(name: str, pairs: Iterable[tuple[str, str]], fold: bool = False) -> None:
    """One line of the table: documents exact, characters restored and wrong (of those that are not U+FFFD), MB a CPU second."""
    exact = characters = restored = untouched = wrong = megabytes = documents = 0.0
    seconds = 0.0
    for good, bad in pairs:
        begin = time.process_time()
        document = repaired(bad)
        seconds += time.process_time() - begin
        assert document.restore() == bad
        good, text = (good.translate(_FOLD), document.text.translate(_FOLD)) if fold else (good, document.text)
        documents += 1
        exact += text == good
        characters += len(good)
        untouched += equal_characters(good, bad)
        same = equal_characters(good, text)
        restored += same
        wrong += len(text.replace("\ufffd", "")) - same
        megabytes += len(bad.encode("utf-8", "replace")) / 1e6
    if not documents:
        print(f"{name:42} no page has lines that lose nothing so")
        return
    print(
        f"{name:42} {100 * exact / documents:5.0f} {100 * untouched / characters:8.2f} {100 * restored / characters:8.2f} "
        f"{100 * wrong / characters:7.2f} {megabytes / seconds:7.2f}"
    )


def damage_table(pages: list[str]) -> None:
    s2t = opencc.OpenCC("s2t")
    traditional = [s2t.convert(page) for page in pages]
    print(f"{'damage':42} exact  before%   after%  wrong%    MB/s")
    for name, damage in lossless().items():
        texts = [writable(page, name) for page in (traditional if name.startswith("Big5") else pages)]
        row(name, ((sound(text), damage(sound(text))) for text in texts if text))
    for name, damage in lossy().items():
        texts = [_big5(page) for page in traditional] if name.startswith("Big5") else pages
        row(name, ((sound(text), damage(sound(text))) for text in texts))
    rng = random.Random(1)
    lost = lossy()["UTF-8 as GBK, lost as U+FFFD"]
    row("UTF-8 as GBK in one line", ((page, one_line(page, lost, rng)) for page in pages))
    for count in (1, 3):
        row(f"GBK, {count} byte(s) lost in a document", ((page, lost_bytes(page, count, rng)) for page in pages))
    for name, is_traditional, share, split in (
        ("converter's annotations, no split", True, 0.4, False),
        ("converter's annotations, split at marks", True, 0.4, True),
        ("split at marks, simplified", False, 0.0, True),
    ):
        texts = [_gbk(s2t.convert(page) if is_traditional else page) for page in pages]
        row(name, ((text, byte_shift(text, converter_table(text, rng, share), rng, split=split)) for text in texts), fold=True)


def shift_table(pages: list[str]) -> None:
    """Of the characters that byte shifts damaged alone: annotations are taken out of both sides."""
    s2t, rng = opencc.OpenCC("s2t"), random.Random(1)
    lost = after = open_places = 0
    for page in pages:
        text = _gbk(s2t.convert(page))
        table = converter_table(text, rng, 0.4)
        bad = byte_shift(text, table, rng, split=False)
        bare = bad
        for character, reading in table.items():
            bare = bare.replace(f"{character}({reading})", character)
        good, mended = text.translate(_FOLD), repaired(bad).text.translate(_FOLD)
        lost += len(good) - equal_characters(good, bare)
        after += len(good) - equal_characters(good, mended)
        open_places += mended.count("\ufffd")
    print(f"byte shift at annotations: {lost} characters damaged, {after} not restored, {open_places} places open (U+FFFD)")


def ways_to_annotate() -> dict[str, Callable[[str, str], str]]:
    """Ways in which converters write a reading behind a character."""
    return {
        "x(pīn)": lambda sign, reading: f"{sign}({reading})",
        "x（pīn）": lambda sign, reading: f"{sign}（{reading}）",
        "x( pīn )": lambda sign, reading: f"{sign}( {reading} )",
        "x [pīn]": lambda sign, reading: f"{sign} [{reading}]",
        "x【pīn】": lambda sign, reading: f"{sign}【{reading}】",
        "x(pin)": lambda sign, reading: f"{sign}({toneless(reading)})",
    }


def toneless(reading: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", reading.replace("ü", "v")) if sign.isascii())


def annotation_table(pages: list[str]) -> None:
    """Annotations left by way of writing, script of the page and share of the characters that are annotated."""
    s2t = opencc.OpenCC("s2t")
    for name, write in ways_to_annotate().items():
        for script in ("traditional", "simplified"):
            put = left = documents = 0
            rng = random.Random(2)
            for page in pages:
                text = sound(_gbk(s2t.convert(page)))
                table = converter_table(text, rng, rng.choice((0.1, 0.25, 0.4)))
                if script == "simplified":
                    fold = t2s()
                    text = "".join(fold.get(sign, sign) for sign in text)
                    table = {fold[sign]: reading for sign, reading in table.items()}
                many = sum(sign in table for sign in text)
                annotated = "".join(write(sign, table[sign]) if sign in table else sign for sign in text)
                missed = repaired(annotated).text != text
                put, left, documents = put + many, left + many * missed, documents + missed
            print(f"annotations {name}, {script}: {put - left} of {put} removed, {documents} of {len(pages)} pages missed")


def gloss_table() -> None:
    cases = [("by hand", case["input"]) for case in json.loads((CASES / "glosses.json").read_text(encoding="utf-8"))]
    texts = [*cases, *glosses.documents()]
    lines = sum(glosses.lines_with_glosses(text) for _, text in texts)
    touched = Counter(kind for kind, text in texts if repaired(text).text != text)
    alone = sum(repaired(line).text != line for _, text in texts for line in text.split("\n"))
    print(f"glosses touched: {touched.total()} of {len(texts)} texts {dict(touched)}, {alone} of {lines} lines by themselves")


# Look-alikes and control characters are what they are wherever they stand; a false alarm is a change of sound text.
NORMALISING = ("lookalike.", "entry.")


def clean_table(folders: Iterable[Path], most: int) -> None:
    """Sound documents that repair changes, by material."""
    total = alarms = 0
    for name, texts in clean_corpus.materials(folders):
        rules: Counter[str] = Counter()
        documents = changed = normalised = 0
        megabytes = seconds = 0.0
        for text in islice(texts, most):
            begin = time.process_time()
            document = repaired(text)
            seconds += time.process_time() - begin
            megabytes += len(text.encode("utf-8", "replace")) / 1e6
            found = {entry.rule for entry in document.ledger()} if document.text != text else set()
            try:
                STEPS[-1](document, Context())
            except Rejected as rejected:
                found.add(f"rejected.{rejected.reason}")
            wrong = {rule for rule in found if not rule.startswith(NORMALISING)}
            documents, changed, normalised = documents + 1, changed + bool(wrong), normalised + bool(found - wrong)
            rules.update(wrong)
        total, alarms = total + documents, alarms + changed
        if documents:
            print(
                f"clean, {name}: {changed} of {documents} changed {dict(rules) or ''}, look-alikes or controls in {normalised}, "
                f"{megabytes / seconds:.1f} MB/s"
            )
        else:
            print(f"clean, {name}: missing on this machine")
    print(f"clean documents changed: {alarms} of {total}")


def gate_speed(pages: list[str]) -> None:
    sound = [page for page in pages if not any((suspicions(page).shifted, suspicions(page).lines, suspicions(page).annotations))]
    text = "\n".join(sound) * (4_000_000 // sum(map(len, sound)))
    size = len(text.encode()) / 1e6
    begin = time.process_time()
    suspicions(text + "。")
    gate = time.process_time() - begin
    begin = time.process_time()
    repaired(text + "，")
    steps = time.process_time() - begin
    print(f"clean text of {size:.0f} MB: gate {size / gate:.0f} MB/s, all steps {size / steps:.0f} MB/s")


def _gbk(text: str) -> str:
    return text.encode("gbk", "ignore").decode("gbk")


def _big5(text: str) -> str:
    return text.encode("cp950", "ignore").decode("cp950")


def peer(pages: list[str]) -> None:
    try:
        import ftfy  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        print("ftfy: not installed")
        return
    fix: Callable[[str], str] = ftfy.fix_text
    for name, damage in lossless().items():
        shared = [equal_characters(page, fix(damage(page))) / len(page) for page in pages[:6]]
        print(f"ftfy, {name:36} {100 * sum(shared) / len(shared):8.2f}")
    print(f"ftfy, clean pages changed: {sum(fix(page) != page for page in pages)} of {len(pages)}")


def run(pages: int = 34, folders: Iterable[Path] = (), most: int = clean_corpus.MOST) -> None:
    """All tables, of so many pages, folders of clean prose, and documents of each clean material."""
    paths = sorted((DATA / "html_pages").glob("*.txt"))[:pages]
    if not paths:
        print("no pages beside the project: measured on the sample texts")
    texts = [path.read_text(encoding="utf-8")[:LONGEST].strip() for path in paths or own_paths()]
    damage_table(texts)
    shift_table(texts)
    annotation_table(texts)
    gate_speed(texts)
    peer(texts)
    gloss_table()
    clean_table(folders, most)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=34)
    parser.add_argument("--clean", type=Path, nargs="*", default=[], help="folders of UTF-8 text that is known to be sound")
    parser.add_argument("--most", type=int, default=clean_corpus.MOST, help="documents of each clean material")
    options = parser.parse_args()
    run(options.pages, options.clean, options.most)


if __name__ == "__main__":
    main()
