"""Characters of a page to runs: pieces of a line without a wide gap, with their box and type size."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from cleaners.readers.pdf.engine import Box, Codes, Drawing, Glyphs, Page
from cleaners.readers.pdf.gaps import Lines, filled_gaps
from cleaners.readers.pdf.repairs import GONE, repaired
from cleaners.readers.pdf.rules import NO_RULES, Rules, find_rules

Places = npt.NDArray[np.intp]

# A gap of more ems between two characters parts two runs; where a blank stands in it between Latin words, justified lines may
# have twice as much.
GAP, WORD_GAP = 0.9, 2.0
# PDFium puts a blank into each gap that is wide for the font. Beside a Chinese character one is spacing, not a blank, below so
# many ems.
SPACING = 0.75
# Blanks of the file wider than so many ems part runs, too.
MAX_BLANK = 2.6
# How far the middles of two characters of one run stand apart at most, in parts of the smaller one: less than a superscript's.
SHIFT = 0.3
# Type smaller by this factor ends a run for less: browsers raise type that is a sixth smaller. So many are asked on a page.
SMALLER, SMALLER_SHIFT, MAX_ASKED = 0.85, 0.2, 20_000
# A picture over so much of the page is a scan, and invisible text over it what was recognised.
MIN_SCAN = 0.5
# Text written again within so much of a character's width, and so many ems lower, makes the first one bold. Looked for among so
# many runs of the same words within so many points of height.
AGAIN, AGAIN_DOWN, AGAIN_TRIES, AGAIN_BAND = 0.4, 0.12, 8, 5
# Characters of a page that are looked at for what counts in all of them.
SAMPLES = 64
MIN_SIZE, MAX_SIZE = 1.5, 400.0
# Angles (radians) that count as upright, or as a page on its side.
UPRIGHT = 0.05

WIDE = re.compile(
    "[\u1100-\u115f\u2014\u2018-\u201d\u2026\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\U00020000-\U0003ffff]"
)
_BLANKS = np.array([0, 9, 10, 11, 12, 13, 32, 0xA0, 0x2002, 0x2003, 0x2009, 0x200B, 0x202F, 0x3000, 0xFEFF, GONE], np.uint32)
_HYPHENS = {"\x02": "-", "\xad": "-", "\ufffe": "-"}


@dataclass(slots=True)
class Run:
    text: str
    x0: float
    y0: float  # of the type's body, downwards
    x1: float
    y1: float
    size: float
    font: str = ""
    hidden: str = ""  # why it is not seen

    @property
    def middle(self) -> float:
        return (self.y0 + self.y1) / 2


@dataclass(slots=True)
class PageRuns:
    number: int
    width: float
    height: float
    runs: list[Run]
    characters: int = 0
    vertical: bool = False
    covered: float = 0.0  # share of the page under pictures
    rules: Rules = NO_RULES
    recognised: bool = False  # the text was recognised on a scan: sizes and places are rough
    unmapped: float = 0.0  # share of characters whose meaning the font does not name


def page_runs(page: Page) -> PageRuns:
    glyphs = repaired(page, page.glyphs())
    places = np.flatnonzero(~np.isin(glyphs.codes, _BLANKS))
    drawing = page.drawing()
    found = PageRuns(page.number, page.width, page.height, [], len(places))
    area = page.width * page.height
    found.covered = min(1.0, sum(_visible(box, page) for box in drawing.pictures) / area) if area else 0.0
    if not len(places):
        return found
    found.unmapped = page.unmapped_share(places[:: max(1, len(places) // SAMPLES)].tolist())
    glyphs, found.width, found.height, turned = _upright(page, glyphs, places)
    if not turned and _is_vertical(glyphs, places):
        glyphs = Glyphs(glyphs.codes, glyphs.top, found.width - glyphs.right, glyphs.bottom, found.width - glyphs.left)
        found.width, found.height, found.vertical = found.height, found.width, True
    if not turned and not found.vertical:
        found.rules = find_rules(drawing.shapes, found.width, found.height)
    found.runs = _merged_hidden(_written_once(_split(page, glyphs, places, found, drawing, turned)))
    return found


def _written_once(runs: Iterator[Run]) -> list[Run]:
    """Programs without a bold font write a line twice or more, a little apart. What is seen of them stays."""
    found: list[Run] = []
    known: dict[tuple[str, int], list[int]] = {}  # text and height on the page -> where in `found`
    for run in runs:
        level = int(run.middle // AGAIN_BAND)
        places = [place for band in (level - 1, level, level + 1) for place in known.get((run.text, band), ())[-AGAIN_TRIES:]]
        again = next((place for place in places if _is_again(found[place], run)), None)
        if again is None:
            known.setdefault((run.text, level), []).append(len(found))
            found.append(run)
        elif found[again].hidden and not run.hidden:
            found[again] = run
    return found


def _is_again(first: Run, run: Run) -> bool:
    width = (first.x1 - first.x0) / len(first.text)
    apart = abs(run.x0 - first.x0) + abs(run.middle - first.middle)
    return (
        apart < AGAIN * width
        and abs(run.middle - first.middle) < AGAIN_DOWN * first.size
        and abs(run.size - first.size) < 0.1 * first.size
    )


def _merged_hidden(runs: Iterable[Run]) -> list[Run]:
    """What is hidden for one reason, one after another, is one run: the characters of a word that stands aslant."""
    found: list[Run] = []
    for run in runs:
        if run.hidden and found and found[-1].hidden == run.hidden:
            last = found[-1]
            glue = "" if len(last.text) < 2 or len(run.text) < 2 else " "
            found[-1] = Run(last.text + glue + run.text, last.x0, last.y0, run.x1, run.y1, last.size, last.font, run.hidden)
        else:
            found.append(run)
    return found


def _visible(box: Box, page: Page) -> float:
    return Box(max(0.0, box.x0), max(0.0, box.y0), min(page.width, box.x1), min(page.height, box.y1)).area


def _upright(page: Page, glyphs: Glyphs, places: Places) -> tuple[Glyphs, float, float, bool]:
    """A page whose text stands on its side is turned. Loose boxes know upright text alone."""
    samples = places[:: max(1, len(places) // 16)]
    angles = [page.angle(int(place)) % (2 * np.pi) for place in samples]
    quarter = round(float(np.median(angles)) / (np.pi / 2)) % 4
    if not quarter or sum(abs(angle - quarter * np.pi / 2) < UPRIGHT for angle in angles) * 2 <= len(angles):
        return glyphs, page.width, page.height, False
    # In the direction of reading a character begins at its origin and takes an em, or half of one; its body stands on the origin.
    w, h = page.width, page.height
    wide = _is_wide(glyphs.codes)
    left, top, right, bottom = np.zeros((4, len(glyphs.codes)), np.float32)
    for place in places.tolist():
        x, y = page.origin(place)
        size = page.type_size(place)
        along, down = {1: (y, w - x), 2: (w - x, h - y), 3: (h - y, x)}[quarter]
        left[place], right[place] = along, along + size * (1.0 if wide[place] else 0.5)
        top[place], bottom[place] = down - 0.86 * size, down + 0.14 * size
    return Glyphs(glyphs.codes, left, top, right, bottom), *((w, h) if quarter == 2 else (h, w)), True


def _is_vertical(glyphs: Glyphs, places: Places) -> bool:
    """Whether most characters stand under the one before."""
    if len(places) < 20:
        return False
    x = (glyphs.left + glyphs.right)[places] / 2
    y = (glyphs.top + glyphs.bottom)[places] / 2
    size = np.maximum(1.0, (glyphs.bottom - glyphs.top)[places])[1:]
    under = (np.abs(np.diff(x)) < 0.2 * size) & (np.diff(y) > 0.3 * size) & (np.diff(y) < 2.5 * size)
    beside = (np.abs(np.diff(y)) < 0.5 * size) & (np.diff(x) > 0)
    return bool(under.sum() > 2 * beside.sum() and under.sum() * 2 > len(places))


def _split(page: Page, glyphs: Glyphs, places: Places, found: PageRuns, drawing: Drawing, turned: bool) -> Iterator[Run]:
    codes = glyphs.codes.copy()
    codes[(codes >= 0xD800) & (codes < 0xE000) | (codes > 0x10FFFF)] = 0xFFFD
    text = codes.astype("<u4").tobytes().decode("utf-32-le")
    left, right, top, bottom = (side[places] for side in (glyphs.left, glyphs.right, glyphs.top, glyphs.bottom))
    size = np.clip(bottom - top, np.float32(0.1), np.float32(MAX_SIZE))
    middle = (top + bottom) / 2
    gap = left[1:] - right[:-1]
    lesser, greater = np.minimum(size[1:], size[:-1]), np.maximum(size[1:], size[:-1])
    apart = np.diff(places) > 1
    wide = _is_wide(codes[places])
    latin_gap = apart & ~wide[1:] & ~wide[:-1]
    blank = np.where(np.isin(codes, _BLANKS), np.clip(glyphs.right - glyphs.left, 0, None), 0)
    taken = np.concatenate(([0], np.cumsum(blank)))
    # Blanks of the file itself are no gap, but for rows of them, by which texts set columns.
    gap = np.where(gap < MAX_BLANK * lesser, gap - (taken[places[1:]] - taken[places[:-1] + 1]), gap)
    ends = (
        (gap > np.where(latin_gap, WORD_GAP, GAP) * lesser)
        | (gap < -0.6 * greater)
        | (np.abs(np.diff(middle)) > SHIFT * greater)
        | (greater > 1.6 * lesser)
    )
    for x, y0, y1 in found.rules.verticals:  # cells of a table may stand close
        ends |= (right[:-1] < x + 2) & (left[1:] > x - 2) & (middle[1:] > y0) & (middle[1:] < y1)
    for at in np.flatnonzero(~ends & (np.abs(np.diff(middle)) > SMALLER_SHIFT * greater))[:MAX_ASKED].tolist():
        sizes = page.type_size(int(places[at])), page.type_size(int(places[at + 1]))
        ends[at] = min(sizes) < SMALLER * max(sizes)
    ends |= filled_gaps(Lines(left, right, middle, size), ends)
    cuts = np.concatenate(([0], np.flatnonzero(ends) + 1, [len(places)]))
    begins = cuts[:-1]
    sides = zip(
        *(
            join.reduceat(side, begins).tolist()
            for join, side in ((np.minimum, left), (np.minimum, top), (np.maximum, right), (np.maximum, bottom))
        ),
        strict=True,
    )
    for (first, last), (x0, y0, x1, y1) in zip(pairwise(cuts.tolist()), sides, strict=True):
        start, stop = int(places[first]), int(places[last - 1]) + 1
        piece = text[start:stop]
        if len(piece) > last - first:
            piece = _with_blanks(piece, glyphs, start, float(size[first]))
        for sign, hyphen in _HYPHENS.items():
            if sign in piece:
                piece = piece.replace(sign, hyphen)
        run = Run(piece, x0, y0, x1, y1, float(size[first]))
        if not turned and MIN_SIZE < (true_size := page.type_size(start)) < 3 * run.size:
            run.size = true_size
        run.font = page.font(start)
        run.hidden = _why_hidden(page, run, start, found, drawing, turned)
        yield run


def _with_blanks(piece: str, glyphs: Glyphs, start: int, size: float) -> str:
    """The text of a run in whose middle blanks stand: those of the file stay, single; those for gaps only between words."""
    out: list[str] = []
    previous, last_blank, real = start, False, False
    for offset, character in enumerate(piece):
        at = start + offset
        if character == _GONE:
            continue
        if character in _BLANK_SIGNS:
            real |= bool(glyphs.right[at] - glyphs.left[at] > 0.01 * size) and character not in "\r\n\u200b\ufeff\0"
            last_blank = True
            continue
        if out and last_blank:
            put = real or not (WIDE.match(out[-1]) or WIDE.match(character))
            if not put and not (WIDE.match(out[-1]) and WIDE.match(character)):
                gap = float(glyphs.left[at] - glyphs.right[previous])
                put = gap > SPACING * size
            if put:
                out.append(" ")
        out.append(character)
        previous, last_blank, real = at, False, False
    return "".join(out)


_GONE = chr(GONE)
_BLANK_SIGNS = frozenset(map(chr, _BLANKS.tolist()))


def _is_wide(codes: Codes) -> npt.NDArray[np.bool_]:
    return (
        (codes >= 0x2E80) & (codes < 0xA000)
        | (codes >= 0xF900) & (codes < 0xFB00)
        | (codes >= 0xFF00) & (codes < 0xFF61)
        | (codes >= 0x20000)
    )


def _why_hidden(page: Page, run: Run, index: int, found: PageRuns, drawing: Drawing, turned: bool) -> str:
    if run.x1 < 0 or run.y1 < 0 or run.x0 > found.width or run.y0 > found.height:
        return "off the page"
    if run.size < MIN_SIZE:
        return "too small to read"
    if not turned and not found.vertical:
        angle = page.angle(index) % (2 * np.pi)
        if min(angle, 2 * np.pi - angle) > UPRIGHT:
            return "aslant"
    if page.is_invisible(index):
        found.recognised |= found.covered > MIN_SCAN
        return "" if found.covered > MIN_SCAN else "invisible"
    if page.is_white(index) and not _has_ground(run, drawing):
        return "white"
    return ""


def _has_ground(run: Run, drawing: Drawing) -> bool:
    """Whether something lies under the run that white can be seen on."""
    x, y = (run.x0 + run.x1) / 2, run.middle
    return any(box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1 for box in (*drawing.pictures, *drawing.grounds))
