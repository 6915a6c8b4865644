"""Pages that would cost too much, or whose text the parser swallows, made fit for one parse in linear time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

import numpy as np

# The parser's time grows with the square of the nesting: 20,000 deep take .6 s, 200,000 more than a minute. No page that people
# read nests deeper than a few dozen; forums that quote quotes reach a hundred.
MAX_DEPTH = 512
# Only a page with so many tags can nest deep enough to matter.
MIN_TAGS = 20_000
# Characters of markup, and tags that open: so many of either take some 8 s and .5 GB in all (`benchmarks/hostile.py`).
MAX_LENGTH, MAX_TAGS = 16_000_000, 160_000
_OPENING = re.compile("<(?!/)")

# The parser compares each attribute with all others of its tag: 5,000 take .05 s, 40,000 take 2.6 s. No page has a hundred.
MAX_ATTRIBUTES = 5_000
# Only so long a tag can have so many.
LONG_TAG = 20_000
_LONG_TAG = re.compile(rf"<([a-zA-Z][\w:-]{{0,40}})[^<>]{{{LONG_TAG},}}>")

_NESTING = re.compile(
    r"<(/?)(?:a|abbr|acronym|article|aside|b|big|blockquote|center|cite|code|dd|del|details|dir|div|dl|dt|em|fieldset|figure|font|"
    r"footer|form|h[1-6]|header|i|ins|li|main|menu|nav|nobr|ol|pre|q|ruby|s|section|small|span|strike|strong|sub|summary|sup|"
    r"table|tbody|td|th|tr|tt|u|ul|var)(?=[\s/>])[^<>]*>",
    re.IGNORECASE,
)
_RAW_TEXT = re.compile(r"<(script|style|textarea|title|template|svg|select|noscript|xmp|iframe)\b[^<>]*>", re.IGNORECASE)
_INVISIBLE = re.compile(
    r"<(script|style|noscript|template|svg|select|head|iframe)\b[^<>]*>.*?</\1\s*>|<!--.*?-->|<[^<>]*>", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Fit:
    """Markup to parse, and how many characters of it were cut off."""

    markup: str
    cut: int = 0


def fit(markup: str) -> Fit:
    """Without zero characters, not longer and not nested deeper than the parser can bear."""
    if "\0" in markup:
        markup = markup.replace("\0", "")
    cut = max(0, len(markup) - MAX_LENGTH)
    if cut:
        markup = markup[:MAX_LENGTH]
    if _may_have_long_tag(markup):
        markup = _LONG_TAG.sub(_with_few_attributes, markup)
    if markup.count("<") > MIN_TAGS:
        markup = _flatten(markup)
        if (last := next(islice(_OPENING.finditer(markup), MAX_TAGS, None), None)) is not None:
            cut += len(markup) - last.start()
            markup = markup[: last.start()]
    return Fit(markup, cut)


def _may_have_long_tag(markup: str) -> bool:
    """Whether somewhere no tag begins for half of such a length, and the one before does not end: a few dozen looks at a page."""
    half = LONG_TAG // 2
    for at in range(0, len(markup) - half, half):
        if markup.find("<", at, at + half) < 0:
            start = markup.rfind("<", 0, at) + 1
            if markup.find(">", start, start + LONG_TAG) < 0:
                return True
    return False


def _with_few_attributes(tag: re.Match[str]) -> str:
    """The tag, without its attributes where they are too many: they say nothing, and are no text."""
    return f"<{tag[1]}>" if tag[0].count("=") > MAX_ATTRIBUTES or tag[0].count(" ") > 4 * MAX_ATTRIBUTES else tag[0]


def _flatten(markup: str) -> str:
    """Leave out tags that open deeper than `MAX_DEPTH`, and those that close them. Elements that close themselves (a row of <li>
    or <p>) count as open until their parent closes, so a list of 100,000 items loses tags that stand for nothing but line ends:
    they become <br>."""
    pieces: list[str] = []
    done = depth = over = 0
    for tag in _NESTING.finditer(markup):
        if tag[1]:
            if over:
                over -= 1
            else:
                depth = max(0, depth - 1)
                continue
        elif depth < MAX_DEPTH:
            depth += 1
            continue
        else:
            over += 1
        if done < tag.start() or not pieces:
            pieces += (markup[done : tag.start()], "<br>")
        done = tag.end()
    return "".join((*pieces, markup[done:])) if pieces else markup


def han_count(text: str) -> int:
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)
    return int(np.count_nonzero((codes - 0x3400) < 0x6C00))  # unsigned: U+3400 to U+9FFF in one comparison


def expected_han(markup: str) -> int:
    """Han characters outside tags, scripts and the like: what a parse should give, or a little more."""
    return han_count(_INVISIBLE.sub(" ", markup))


def without_openers(markup: str) -> str | None:
    """The markup without the tags that swallow what follows and are never closed: a script, a comment. None where all close."""
    changed = False
    lower = markup.lower()
    at = lower.rfind("<!--")
    if at >= 0 and "-->" not in lower[at:]:
        markup = markup[:at] + markup[at + 4 :]
        changed = True
    last: dict[str, re.Match[str]] = {match[1].lower(): match for match in _RAW_TEXT.finditer(markup)}
    for name, opener in sorted(last.items(), key=lambda item: -item[1].start()):
        if f"</{name}" not in markup[opener.end() :].lower():
            # A script's own source ends with its line; what follows is the page.
            markup = markup[: opener.start()] + markup[opener.end() :]
            changed = True
    return markup if changed else None
