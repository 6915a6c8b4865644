"""What the frame's steps may take at most: never all of a text, and without a sure site no large share of it.

A rule or a model that is right on pages may be wrong on a list, a poem, a table, a program or a text in another language. So what
the steps of this package take from a text is weighed as a whole, and where it is too much they run again without the rules that
are the least sure, in the end without any that read text at all. A text from which they would have taken too much is marked: the
field `residue` of its record says what share of it they held to be the site's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from cleaners.characters.han import count_han
from cleaners.document import Changes, Document
from cleaners.options import Context
from cleaners.rules.packs import built_in
from cleaners.step import Step, run_steps

# What is left out first, and then, where text may be taken without a sure site. The last are all rules that read text; rules that
# know the place of a part in a page (`page.`, `hid.`), in a file (`furniture`) and on a site (`template.`) always run.
LEAST_SURE: tuple[tuple[str, ...], ...] = (
    ("model.",),
    ("run.", "nav.", "intro.", "title.", "tag.", "noise.", "doc.", "omission."),
    ("ad.", "bar.", "by.", "crumb.", "cs.", "foot.", "forum.", "novel.", "rights.", "wx."),
)
# Families of rules two of which together show that a text comes from a site. What they know stands in frames alone.
SURE = frozenset(
    ("bar", "by", "crumb", "cs", "doc", "foot", "forum", "nav", "novel", "omission", "rights", "run", "tag", "template", "wx")
)
# So many lines that the judge of lines took show a site as a family does: no text without a frame loses as many
# (`python -m benchmarks.trust`).
MANY_LINES = 8
# Elements of a page that hold no content.
FRAME_TAGS = frozenset(("aside", "button", "dialog", "footer", "form", "header", "menu", "nav", "select"))
# Of the characters that are no blanks: what may go at most without a sure site; where the judge alone shows one (of pages that
# were looked at it took .58; of a list of words that menus have, too, it would take all); with a sure site; from a text that is
# hardly Chinese.
MOST, MOST_OF_JUDGED, MOST_OF_SITE, MOST_OF_OTHERS = 0.34, 0.7, 0.97, 0.0
# A text is hardly Chinese where so few of its letters are Han, or so many beside them are kana. A line or two tell nothing.
FEW_HAN, MANY_KANA, LETTERS = 0.1, 0.15, 60


@cache
def _letters() -> NDArray[np.bool_]:
    """Whether a UTF-16 unit is a letter: of the pair that stands for a character beyond the first plane the first half counts."""
    table = np.array([chr(code).isalnum() and not chr(code).isdecimal() for code in range(0x10000)])
    table[0xD800:0xDC00] = True
    return table


def run_with_fuse(document: Document, sure: Sequence[Step], steps: Sequence[Step], context: Context) -> Document:
    """The document after the steps that are `sure` (what the DOM or the file's format says) and those that read text, `steps`.

    Where the latter take too much, they run again with fewer rules. Deterministic; the ledger shows the last run alone.
    """
    document = run_steps(document, sure, context)
    done = run_steps(document, steps, context)
    if done.text is document.text or not document.text.strip():
        return done
    share = taken_share(document, done)
    if not is_too_much(document, done, share) or (not done.text.strip() and is_all_frame(document, done)):
        return done
    off: tuple[str, ...] = context.options.rules_off
    for rules in LEAST_SURE:
        off += rules
        fewer = replace(context, options=replace(context.options, rules_off=off))
        done = run_steps(document, steps, fewer)
        if not is_too_much(document, done, taken_share(document, done)):
            break
    return run_steps(done, (), context).apply(Changes(metadata={"frame_share": round(share, 4)}, override=True))


def taken_share(before: Document, after: Document) -> float:
    """The share of the characters of `before` that are no blanks and are not in `after`."""
    size = _size(before.text)
    return max(0.0, 1 - _size(after.text) / size) if size else 0.0


def is_too_much(before: Document, after: Document, share: float) -> bool:
    """Whether the steps took more of a text than they may."""
    if share <= 0:
        return False
    if not after.text.strip() or share > MOST_OF_SITE:
        return True
    taken = _edits_by_rule(before, after)
    if is_of_site(taken):
        return False
    if not is_chinese(before.text):
        return share > MOST_OF_OTHERS
    most = MOST_OF_JUDGED if taken["model.line"] >= MANY_LINES else MOST
    return share - _banner_share(before, after) > most


def is_of_site(taken: Mapping[str, int]) -> bool:
    """Whether what was taken (the edits of each rule) shows that the text comes from a site: two families of rules do, or one and
    many lines of the judge."""
    families = sum(rule.partition(".")[0] in SURE for rule in taken)
    return families + (taken.get("model.line", 0) >= MANY_LINES) >= 2


def _banner_share(before: Document, after: Document) -> float:
    """The share that rules took whose risk is low: a banner over a text of one line is a banner, and random signs are no text."""
    careful = _careful_rules()
    known, taken = before.patch.taken(), after.patch.taken()
    banners = sum(count - known.get(rule, 0) for rule, count in taken.items() if rule in careful)
    return banners / max(1, _size(before.text))


@cache
def _careful_rules() -> frozenset[str]:
    return frozenset(rule.id for rule in built_in() if rule.risk == "low") | {"noise.jammer"}


def _edits_by_rule(before: Document, after: Document) -> Counter[str]:
    """How often each rule changed the text between the two."""
    found = Counter[str]()
    for batch in after.patch.batches[len(before.patch.batches) :]:
        codes, counts = np.unique(batch.codes, return_counts=True)
        found.update(dict(zip((batch.rules[code] for code in codes.tolist()), counts.tolist(), strict=True)))
    return found


def is_all_frame(before: Document, after: Document) -> bool:
    """Whether a text of which nothing is left had nothing to deliver, by its DOM or by what was taken."""
    return is_only_frame(before) or is_of_site(_edits_by_rule(before, after))


def is_only_frame(document: Document) -> bool:
    """Whether all text of a page stands in parts that are frame by their tag: such a page has nothing to deliver."""
    spans = sorted((m.start, m.end) for m in document.marks_now("element") if m.attributes.get("tag") in FRAME_TAGS)
    at = 0
    for start, end in spans:
        if document.text[at:start].strip():
            return False
        at = max(at, end)
    return bool(spans) and not document.text[at:].strip()


def is_chinese(text: str) -> bool:
    """Whether a text may be Chinese, by its letters: not one in Latin letters, Hangul or kana.

    >>> is_chinese("雪停了，村口的钟响了。"), is_chinese("The snow has stopped, the bell at the gate rings. " * 3)
    (True, False)
    """
    codes = np.frombuffer(text[:_SAMPLE].encode("utf-16-le", "surrogatepass"), "<u2")
    han = count_han(codes)
    kana = int(np.count_nonzero((codes >= 0x3041) & (codes < 0x3100)))
    letters = int(np.count_nonzero(_letters().take(codes)))
    if letters < LETTERS:
        return True
    return han >= FEW_HAN * letters and kana <= MANY_KANA * (han + kana)


_SAMPLE = 20_000


def _size(text: str) -> int:
    return len("".join(text.split()))
