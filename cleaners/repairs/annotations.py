"""Remove pinyin that a converter inserted behind characters (`區(qū)發(fā)改委`), and keep pinyin that an author wrote.

The whole document decides. A converter replaces X by X(pinyin) everywhere, from a table of characters that differ between
traditional and simplified script. So the same characters are annotated every time, always with the same reading. An author
glosses a character once, because it is rare or read in an unusual way, and writes it elsewhere without the gloss.

In the names below a "type" is a distinct character, and a "match" is one place where a character is annotated.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from cleaners.characters.fold import t2s
from cleaners.characters.han import HAN
from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.characters.model import Codes, character_model, codepoints
from cleaners.characters.readings import LETTERS, by_reading, is_reading, is_toneless_reading, normal_reading
from cleaners.document import Document, Edits
from cleaners.options import Context
from cleaners.repairs.gate import suspicions
from cleaners.repairs.prior import scored_as
from cleaners.step import CODE, NOT_ASCII, step

BRACKET = rf"[(（\[［〔【〖][ \u3000]{{0,2}}([{LETTERS}]{{1,7}})[ \u3000]{{0,2}}[)）\]］〕】〗]"

_ANNOTATED = lazy_pattern(rf"([{HAN}])\n?((?:[ \u3000]?{BRACKET})+)")

# The thresholds were set by hand, on one real page and eleven public excerpts of this damage, and on the negative cases in
# tests/repairs/annotations.json. Rerun `benchmarks/repair.py` when one changes. The real page has: density .24, all shares 1, no
# bare types, 484 repeats, running .86.
MIN_MATCHES = 5
# A headline or a single paragraph has only two to four annotations. They are removed when all stand behind everyday characters
# that have a single reading: nobody glosses those.
MIN_MATCHES_SHORT = 2
LONGEST_SHORT = 400
MIN_RUNNING_SHORT = 0.3
# Or when most stand inside everyday words (農(nóng)村, 任務(wù)), whose reading everybody knows:
# log P(right | left) - log P(right), in nats, from which two characters are a word. Surnames are below; names
# in a list (臨(lín)沂、陽(yáng)穀) have no Han on one side.
IN_WORD = 3.0
MIN_IN_WORDS = 0.6
CLAUSE = 6  # characters of a clause that is no item of a list of words
MIN_TYPES = 3
MIN_DENSITY = 0.02  # annotations per Han character, between the first and the last annotation
MIN_SHARE = 0.9  # of the matches: character differs between the scripts; dictionary has the reading; usual reading of its type
MAX_BARE = 0.15  # share of types that also occur without an annotation
MIN_REPEATS = 3  # matches beyond the first of each type
MIN_RUNNING = 0.4  # share of matches with Han right before and behind: running text, not a list of words
# A page of short items has little running text. There many types, repeated often and without any exception, are enough.
MIN_RUNNING_LISTS = 0.2
MIN_TYPES_LISTS = 10
MIN_REPEATS_LISTS = 20
# A headline repeats little. There more types are needed (a repeat counts as two types), no exception at all, and a density
# between the two limits.
MIN_TYPES_ONCE = 8
MAX_DENSITY_ONCE = 0.6
MIN_DENSITY_ONCE = 0.1
MIN_RUNNING_ONCE = 0.6
# If the text was converted to simplified script later, the annotated characters are simplified forms. Those are common in any
# text, so more evidence is needed.
MIN_TYPES_SIMPLIFIED = 10
MIN_SHARE_SIMPLIFIED = 0.95
MAX_DENSITY_SIMPLIFIED = 0.5
# Nobody glosses common characters. Where most annotated types are common and there is no exception, fewer and sparser
# annotations are enough.
COMMON = -9.0  # log-probability (nats) of a character without context from which it is common
COMMON_SHORT = -10.0  # in a text with few annotations, where all have to be (静 has -9.3, 馄 -13)
MIN_COMMON = 0.7
MIN_TYPES_COMMON = 5
MIN_SIGNS_COMMON = 8
MIN_SIGNS_COMMON_SIMPLIFIED = 12
MIN_DENSITY_COMMON = 0.01


# A text about readings, characters or names: a few glosses are its author's.
_READINGS = lazy_pattern("[讀读][作為为音]|[注拼發发字]音|多音|[生個个]字|生[词詞]|[個个]字|姓|名叫|破音")


@dataclass(frozen=True, slots=True)
class Annotations:
    """`readings`: the converter's table as far as the document shows it. `spans`: the annotations, without the characters before
    them."""

    readings: Mapping[str, str]
    spans: tuple[tuple[int, int], ...]
    evidence: str


@step(rules=("annotation.pinyin",), switch=("repair",), leaves=CODE, gate=NOT_ASCII)
def remove_annotations(document: Document, _context: Context) -> Edits | None:
    """Remove a converter's annotations. Must run before script conversion, and after the byte shift, which needs them."""
    found = find_annotations(document.text)
    if found is None:
        return None
    starts, ends = np.array(found.spans, np.int64).reshape(-1, 2).T
    edits = Edits.uniform(starts, ends, "", np.zeros(len(starts), np.int64), "annotation.pinyin")
    return replace(edits, evidence={0: found.evidence}) if len(starts) else edits


# Two steps ask for the annotations, usually of the same text.
@lru_cache(maxsize=1)
def find_annotations(text: str) -> Annotations | None:
    """The annotations in `text`, or None if the document does not prove that a converter wrote them."""
    if not suspicions(text).annotations:
        return None
    matches = list(_ANNOTATED.finditer(text))
    if len(matches) < MIN_MATCHES_SHORT or (len(matches) < MIN_MATCHES and _READINGS.search(text)):
        return None
    written = [match.group(1, 3) for match in matches]
    # A page repeats few pairs many times. Look at each only once.
    pairs = {pair: (pair[0], normal_reading(pair[1])) for pair in dict.fromkeys(written)}
    counts = Counter[tuple[str, str]]()
    for pair, count in Counter(written).items():
        counts[pairs[pair]] += count
    table = _table(counts)
    proof = _Proof.of(text, [match.span() for match in matches], counts, table)
    if not proof.convinces():
        return None
    chosen = {
        character: reading
        for character, reading in table.items()
        if character in proof.differing or (proof.counts[character] > MIN_REPEATS and character not in proof.bare)
    }
    known = {pair for pair, (character, reading) in pairs.items() if character in chosen and _reads(character, reading)}
    spans = tuple(match.span(2) for match, pair in zip(matches, written, strict=True) if pair in known)
    return Annotations(chosen, spans, proof.words())


# Characters that differ between the scripts and are read in two ways in everyday words: an author may say which is meant. The
# dictionary has old readings of many others (開 qiān, 發 bō), which nobody has in mind.
_READ_TWO_WAYS = frozenset(
    "長為還樂應處參單興難盡給結傳彈調間將強覺數說釘幾勁華會葉區轉種載號劃幹擔倉樸鋪縫剎嚇鮮鏈鑰寧釀鑽漲與喪擇掙賺飲陽過們兒"
    "個麼裡著沒衝當藏蓋繫係豐賈殼殺樓蔔薦騎頸繳澆臟髒悶縣觀冠紮軋術斂創監禁漿膠誰誒論勞量頭親滾脹廈嚼隻祇複復壓車查仇尉龜繆"
)
_SURNAMES = frozenset("陳趙張劉楊黃吳孫馬蕭許鄧鄭馮韓葉蔣蘇盧譚陸範鍾龔嚴賀賴龍萬錢湯塗喬溫衛莊閻聶顏羅謝賓鄒齊單閔駱應閆畢")


@cache
def _has_one_reading(character: str) -> bool:
    """Whether everybody knows how a character is read: names are glossed for those who do not know them."""
    return (
        character not in _READ_TWO_WAYS
        and character not in _SURNAMES
        and any(character in characters for characters in by_reading().values())
    )


@cache
def _forms() -> dict[str, tuple[str, ...]]:
    """Simplified character -> its traditional forms. Needed because text may be converted after it was annotated."""
    forms: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for old, new in t2s().items():
        forms[new] += (old,)
    return dict(forms)


def _reads(character: str, reading: str) -> bool:
    test = is_toneless_reading if reading.isascii() else is_reading
    return is_reading(character, reading) or any(test(form, reading) for form in (character, *_forms().get(character, ())))


@cache
def _simplified_forms() -> frozenset[str]:
    return frozenset(t2s().values()) - frozenset(t2s())


def _are_han(codes: Codes) -> npt.NDArray[np.bool_]:
    """Whether code points are Han. Compatibility ideographs count: a later step replaces them by ordinary ones, and a second
    cleaning must find the same as the first."""
    return (
        ((codes >= 0x3400) & (codes < 0x4DC0)) | ((codes >= 0x4E00) & (codes < 0xA000)) | ((codes >= 0xF900) & (codes < 0xFB00))
    )


def _table(pairs: Mapping[tuple[str, str], int]) -> dict[str, str]:
    """Character -> its most frequent reading here, where the dictionary knows that reading."""
    readings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for (character, reading), count in pairs.items():
        readings[character][reading] += count
    main = {character: counts.most_common(1)[0][0] for character, counts in readings.items()}
    return {character: reading for character, reading in main.items() if _reads(character, reading)}


_CLAUSE_ENDS = lazy_pattern(r"[，。、；：！？,;:!?\s]")


def _in_words(text: str, spans: list[tuple[int, int]]) -> tuple[float, bool]:
    """Of the annotated characters (`spans`: with their annotations) the share that makes an everyday word with a neighbour; and
    whether every one does so or is common and has a single reading, in a clause that is longer than an item of a list."""
    bare, places, done = "", [], 0
    for start, end in spans:
        bare += text[done : start + 1]
        places.append(len(bare) - 1)
        done = end
    bare += text[done:]
    codes = scored_as(codepoints(f"\n{bare}\n"))
    model = character_model()
    bound = model.conditional(codes[:-1], codes[1:]) - model.unigrams[codes[1:]] >= IN_WORD
    within = [bool(bound[place] or bound[place + 1]) for place in places]
    plain = [_has_one_reading(bare[place]) for place in places]
    ends = [-1, *(match.start() for match in _CLAUSE_ENDS.finditer(bare)), len(bare)]
    running = all(ends[at] - ends[at - 1] > CLAUSE for at in (bisect_right(ends, place) for place in places))
    return sum(within) / len(within), running and any(plain) and all(map(max, within, plain))


@dataclass(frozen=True, slots=True)
class _Proof:
    """Figures that show whether a converter was at work, counted between the first and the last annotation."""

    total: int
    length: int  # of the text
    counts: Counter[str]
    differing: frozenset[str]  # annotated types that differ between the scripts
    bare: frozenset[str]  # annotated types that also occur without annotation
    density: float
    changed: float  # share of annotated characters that t2s changes
    differs: float  # share of annotated characters that have another form in the other script
    agrees: float
    one_reading: float
    running: float
    common: float  # share of annotated types that are common characters
    in_words: float  # share of annotations inside everyday words; 0 unless the text is short
    in_clauses: bool  # every annotation is in a clause of everyday words; False unless the text is short

    @classmethod
    def of(
        cls, text: str, spans: list[tuple[int, int]], pairs: Mapping[tuple[str, str], int], table: Mapping[str, str]
    ) -> _Proof:
        """`spans`: the annotated characters with their annotations; `pairs`: how often each character has each reading."""
        counts = Counter[str]()
        changed = differs = agrees = one_reading = 0
        traditional, simplified = t2s(), _simplified_forms()
        for (character, reading), count in pairs.items():
            if character in table:
                counts[character] += count
            changed += count * (character in traditional)
            differs += count * (character in traditional or character in simplified)
            agrees += count * _reads(character, reading)
            one_reading += count * (reading == table.get(character))
        rest = "".join([text[end:start] for (_, end), (start, _) in pairwise(spans)])
        han = np.count_nonzero(_are_han(codepoints(rest)))
        total = len(spans)
        common = COMMON if total >= MIN_MATCHES else COMMON_SHORT
        starts, ends = np.array(spans, np.int64).T
        codes = codepoints(f"\n{text}\n")  # so that something stands before the first and behind the last
        before, behind = codes[starts], codes[ends + 1]
        running = np.count_nonzero(_are_han(behind) & (_are_han(before) | (before == ord(")")) | (before == ord("）"))))
        return cls(
            total,
            len(text),
            counts,
            frozenset(character for character in counts if character in traditional or character in simplified),
            frozenset(counts).intersection(rest),
            total / (total + han),
            changed / total,
            differs / total,
            agrees / total,
            one_reading / total,
            running / total,
            float((character_model().unigrams[scored_as(codepoints("".join(counts)))] > common).mean()) if counts else 0.0,
            *(_in_words(text, spans) if total < MIN_MATCHES and len(text) <= LONGEST_SHORT else (0.0, False)),
        )

    @property
    def repeats(self) -> int:
        return self.counts.total() - len(self.counts)

    def convinces(self) -> bool:
        if self.total < MIN_MATCHES:
            return self.convinces_briefly()
        return (
            self.convinces_traditional() or self.convinces_headline() or self.convinces_plainly() or self.convinces_simplified()
        )

    def convinces_briefly(self) -> bool:
        return (
            self.length <= LONGEST_SHORT
            and len(self.counts) >= MIN_MATCHES_SHORT
            and min(self.changed, self.agrees, self.one_reading, self.common) == 1
            and not self.bare
            and ((self.running > 0 and self.in_words >= MIN_IN_WORDS) or self.in_clauses or self._nobody_glosses())
        )

    def _nobody_glosses(self) -> bool:
        plain = sum(_has_one_reading(character) for character in self.counts)
        return self.running >= MIN_RUNNING_SHORT and plain >= MIN_MATCHES_SHORT

    def _consistent(self) -> bool:
        return (
            len(self.counts) >= MIN_TYPES
            and min(self.agrees, self.one_reading) >= MIN_SHARE
            and len(self.bare) <= MAX_BARE * len(self.counts)
            and self.running >= (MIN_RUNNING_LISTS if self._without_exception() else MIN_RUNNING)
        )

    def _without_exception(self) -> bool:
        return (
            min(self.changed, self.agrees, self.one_reading) == 1
            and not self.bare
            and len(self.counts) >= MIN_TYPES_LISTS
            and self.repeats >= MIN_REPEATS_LISTS
        )

    def convinces_traditional(self) -> bool:
        return self._consistent() and self.changed >= MIN_SHARE and self.density >= MIN_DENSITY and self.repeats >= MIN_REPEATS

    def convinces_headline(self) -> bool:
        return (
            self._consistent()
            and min(self.changed, self.agrees, self.one_reading) == 1
            and not self.bare
            and len(self.counts) + 2 * self.repeats >= MIN_TYPES_ONCE
            and self.running >= MIN_RUNNING_ONCE
            and MIN_DENSITY_ONCE <= self.density <= MAX_DENSITY_ONCE
        )

    def convinces_plainly(self) -> bool:
        signs = len(self.counts) + 2 * self.repeats
        return (
            self._consistent()
            and min(self.differs, self.agrees, self.one_reading) == 1
            and not self.bare
            and self.common >= MIN_COMMON
            and len(self.counts) >= MIN_TYPES_COMMON
            and signs >= (MIN_SIGNS_COMMON if self.changed == 1 else MIN_SIGNS_COMMON_SIMPLIFIED)
            and MIN_DENSITY_COMMON <= self.density <= MAX_DENSITY_ONCE
        )

    def convinces_simplified(self) -> bool:
        return (
            self._consistent()
            and self.differs >= MIN_SHARE_SIMPLIFIED
            and len(self.counts) >= MIN_TYPES_SIMPLIFIED
            and self.repeats >= MIN_REPEATS
            and MIN_DENSITY <= self.density <= MAX_DENSITY_SIMPLIFIED
        )

    def words(self) -> str:
        return (
            f"{self.counts.total()} annotations of {len(self.counts)} characters: {self.differs:.0%} differ between the scripts, "
            f"{self.agrees:.0%} read as the dictionary has it, {len(self.bare)} also stand bare, "
            f"{self.running:.0%} in running text"
        )
