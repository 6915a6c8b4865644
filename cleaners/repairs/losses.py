"""Count the characters of a text that are lost or unreadable, in whatever form the loss shows.

U+FFFD, also when its bytes were read as another encoding (`ï¿½`, 锟斤拷); `□` and `??` in the middle of Chinese; private use in
the middle of Chinese, which only the site's own font shows; and lines that are still a wrong reading after all repairs.
"""

from __future__ import annotations

import re
from functools import cache

from cleaners.characters.han import HAN_ALL
from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.repairs.gate import Suspicions
from cleaners.repairs.languages import is_language
from cleaners.repairs.misread_bytes import SINGLE

_PRIVATE = "\ue000-\uf8ff\U000f0000-\U0010ffff"

_LOST = lazy_pattern("\ufffd+|(?:锟斤拷)+锟?斤?|锟斤(?=\ufffd)|烫{4,}|屯{4,}|葺{4,}")
_BOXES = lazy_pattern(f"(?<=[{HAN_ALL}，、《“])□+(?=[{HAN_ALL}，。、；：！？》”])(?![里中内處处])")
_QUESTIONS = lazy_pattern(rf"(?<=[{HAN_ALL}，。、；：“《（])\?{{2,}}(?=[{HAN_ALL}])")
_SITE_FONT = lazy_pattern(f"(?<=[{HAN_ALL}，。、；：！？“”])[{_PRIVATE}]+|[{_PRIVATE}]+(?=[{HAN_ALL}，。、；：！？“”])")
_ALL_PRIVATE = lazy_pattern(f"[{_PRIVATE}]+")
_ASKS = lazy_pattern("[吗呢吧么啊呀嘛否谁何几哪怎嗎誰幾]|[不没有]")
_BULLETED = lazy_pattern(r"(?:^|\n)[ \t\u3000]*\Z")
# From this many runs of `??` outside questions on, they are taken for lost characters, not for emphasis.
MIN_QUESTIONS = 2
CLAUSE = 12
# A line with this many boxes behind short words is a form with boxes to tick, and nothing is lost.
MAX_TICKED = 4


def lost_characters(text: str, found: Suspicions) -> int:
    """How many characters stand for what is lost or cannot be read."""
    count = sum(len(match[0]) for match in _LOST.finditer(text)) if found.lost else 0
    if "□" in text:
        count += _boxes(text)
    if "??" in text:
        count += _questions(text)
    if found.fixable:
        count += private_use(text)
    if found.lost:
        count += sum(len(match[0]) for match in _misread_lost().finditer(text))
    return count + sum(_beyond(text[start:end]) for start, end in found.lines if not is_language(text[start:end]))


@cache
def _misread_lost() -> re.Pattern[str]:
    """What the UTF-8 bytes of U+FFFD look like in each one-byte encoding, such as `ï¿½`."""
    data = "\ufffd".encode()
    shown = {data.decode(page, "ignore") for page in ("latin-1", *SINGLE)}
    return re.compile("|".join(sorted(re.escape(sign) for sign in shown if len(sign) == 3)))


def private_use(text: str) -> int:
    """Count private-use characters inside Chinese text, which only the site's own font shows. Bullets at the head of a
    line do not count."""
    matches = _SITE_FONT.finditer(text)
    return sum(len(match[0]) for match in matches if not _BULLETED.search(text, max(0, match.start() - 8), match.start()))


def all_private(text: str) -> int:
    """Count them wherever they stand: a text that is private as a whole has nothing Chinese beside them."""
    return sum(map(len, _ALL_PRIVATE.findall(text)))


def _boxes(text: str) -> int:
    lines = [line for line in text.split("\n") if "□" in line]
    return sum(len(match[0]) for line in lines if not _is_form(line) for match in _BOXES.finditer(line))


def _is_form(line: str) -> bool:
    parts = line.split("□")
    short = sum(0 < len(part.strip()) <= MAX_TICKED for part in parts[1:])
    return len(parts) > 2 and short * 2 >= len(parts) - 1 and "□□" not in line


def _questions(text: str) -> int:
    runs = [match for match in _QUESTIONS.finditer(text) if not _ASKS.search(_clause(text, match.start()))]
    return sum(len(match[0]) for match in runs) if len(runs) >= MIN_QUESTIONS else 0


def _clause(text: str, end: int) -> str:
    return re.split(r"[\s，。！？；：、,.!;:?]", text[max(0, end - CLAUSE) : end])[-1]


_BEYOND = lazy_pattern("[^\x00-\x7f\ufffd]+")
RUN = 4  # letters by themselves, as lists of vowels have them, are no bytes


def _beyond(line: str) -> int:
    runs = list(map(len, _BEYOND.findall(line)))
    return sum(runs) if sum(run for run in runs if run >= RUN) * 2 >= sum(runs) else 0
