"""Stage 5: candidate encodings scored by how probable they make the bytes.

Each candidate reads the same runs of high bytes, and the log-probabilities of the characters that it makes of them are
summed: log P(bytes | encoding, language). As all explain the same bytes, the sums compare directly. A byte that does not
decode costs as much as a very rare character (the model's cost of U+FFFD), so that damage weakens a candidate and rules out
none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleaners.characters.model import LIMIT, Codes, Language, character_model, codepoints
from cleaners.decoding.sample import high_byte_runs
from cleaners.decoding.tolerant import glance

# Candidate, languages that are written in it, and how much likelier it is than others before the bytes are seen (nats).
# Most of what is cleaned here is Chinese. EUC-TW has hardly been used outside old Unix systems; short GB text must not be taken
# for it.
CANDIDATES: tuple[tuple[str, tuple[Language, ...], float], ...] = (
    ("gb18030", ("zh",), 1.0),
    ("big5hkscs", ("zh",), 0.0),
    ("utf-8", ("zh", "ja", "ko", "latin"), 1.0),
    ("cp932", ("ja",), -4.0),
    ("euc_jp", ("ja",), -4.0),
    ("cp949", ("ko",), -4.0),
    ("cp1252", ("latin",), -1.0),
    ("euc-tw", ("zh",), -6.0),
)

# Kana have the same codes in GBK as in EUC-JP: Japanese text that was saved on a Chinese system is told by its kanji. It is
# rarer than the encodings of Japan by so much (nats). On pieces of 4 to 2,000 characters of the Japanese texts of
# `benchmarks.false_repair` -2 to -11 give the same answers, in GBK, EUC-JP and Shift-JIS; from -12 on short pieces in GBK are
# taken for EUC-JP. Asked where more than this share of the characters are kana.
_JAPANESE_IN_GBK, _KANA_SHARE = -10.0, 0.1

LANGUAGE_OF: dict[str, Language] = {encoding: languages[0] for encoding, languages, _ in CANDIDATES}

# Bytes that are valid UTF-8, but too few to be sure: UTF-8 is so much commoner than a GBK word that happens to be valid.
VALID_UTF8_BONUS = 10.0

# A declaration is right in most pages and wrong in some: it counts as about one character of evidence.
DECLARED_BONUS = 6.0

# The usual encoding of the source. For a field of up to `FIELD` high bytes (three characters of GBK), where nothing else
# can decide, it outweighs what rare characters cost; for more text it counts less than a declaration.
FIELD, FIELD_PRIOR_BONUS, PRIOR_BONUS = 6, 13.0, 4.0

# A high byte between Latin letters is an accented letter; a Chinese character would stand beside others or beside blanks.
# Looked for where there are few high bytes, and only other letters tell.
_ACCENT = re.compile(rb"[A-Za-z][\xc0-\xff][a-z]{2}")
_ACCENT_BONUS, _FEW_HIGH_BYTES, _ACCENT_WINDOW = 4.0, 40, 100_000

# Signs of Latin-1 that no letter follows; as the first half of a character of Big5 one often does.
_LONE_SIGN = re.compile(rb"[\xa4-\xa6\xa8-\xaa\xac\xae\xaf\xb1-\xb4\xb6\xb8-\xb9\xbb-\xbe\xd7\xf7][A-Z\[-z|}~]")
_LONE_SIGN_COST = 4.0

# A reading so good over so many characters cannot be an accident (wrong ones cost above 11 a character): the candidates that
# are left need not be read.
_PLAIN_COST, _PLAIN_CHARACTERS = 7.0, 60

# Characters of one alphabet in a row, for scripts without a model of their own (Cyrillic, Greek, Arabic, ...) in UTF-8.
_SAME_BLOCK, _OTHER_BLOCK = -3.5, -12.0

# Below U+0800 every code of two bytes that is valid UTF-8 is some character. Letters of living languages, by first and last;
# other characters there are what two bytes of GBK happen to mean.
_LETTERS = ((0xA0, 0x17F), (0x386, 0x3CE), (0x400, 0x45F), (0x490, 0x491), (0x531, 0x587), (0x5D0, 0x5EA), (0x60C, 0x6D5))
_NO_LETTER = -16.0


ASCII = bytes(range(0x80))


@dataclass(frozen=True, slots=True)
class Candidate:
    """An encoding with its score (nats, bonuses included) and what a character of it costs on average (nats)."""

    encoding: str
    score: float
    cost: float
    characters: int
    text: str
    language: Language | None = None
    """Where it is another than that of most text in the encoding."""


def rank(data: bytes, *, declared: Iterable[str] = (), prior: str = "") -> list[Candidate]:
    """The candidates, best first; where one is beyond doubt, the unlikely ones are left out."""
    sample = high_byte_runs(data)
    bonuses = dict.fromkeys((encoding for encoding, _, _ in CANDIDATES), 0.0)
    for encoding in declared:
        if encoding in bonuses:
            bonuses[encoding] += DECLARED_BONUS
    if prior in bonuses:
        bonuses[prior] += FIELD_PRIOR_BONUS if high_bytes(sample) <= FIELD else PRIOR_BONUS
    if is_valid_utf8(sample) and _is_letter(codepoints(glance(sample, "utf-8"))).any():
        bonuses["utf-8"] += VALID_UTF8_BONUS
    if high_bytes(sample) <= _FEW_HIGH_BYTES:
        bonuses["cp1252"] += _ACCENT_BONUS * len(_ACCENT.findall(data, 0, _ACCENT_WINDOW))
        bonuses["cp1252"] -= _LONE_SIGN_COST * len(_LONE_SIGN.findall(sample))
    ranked: list[Candidate] = []
    for encoding, languages, weight in CANDIDATES:
        ranked.append(_candidate(sample, encoding, languages, weight + bonuses[encoding]))
        if encoding == "utf-8" and _is_plain(max(ranked, key=_by_score)):
            break
    return sorted(ranked, key=_by_score, reverse=True)


def high_bytes(data: bytes) -> int:
    return len(data.translate(None, ASCII))


def language_score(text: str, languages: tuple[Language, ...] = ("zh", "ja", "ko", "latin")) -> float:
    """log P of the characters of a text above ASCII, under the language that suits them best."""
    codes = codepoints(text)
    above = codes > 0x7F
    return max(
        *(_costs(codes, above, language) for language in languages),
        _alphabet_score(codes[above]) if len(languages) > 1 else -np.inf,
    )


def _costs(codes: Codes, above: npt.NDArray[np.bool_], language: Language) -> float:
    model = character_model(language)
    if language == "latin":  # its neighbours are ASCII, which the runs are cut from
        return float(model.unigrams[np.minimum(codes[above], LIMIT - 1)].sum())
    return float(model.costs(codes)[above].sum())


def _candidate(sample: bytes, encoding: str, languages: tuple[Language, ...], bonus: float) -> Candidate:
    text = glance(sample, encoding)
    characters = int((codepoints(text) > 0x7F).sum())
    if encoding == "utf-8" and text.count("\N{REPLACEMENT CHARACTER}") * 4 > characters:
        languages = ("zh",)  # no UTF-8: the other languages cannot save it
    score = language_score(text, languages) if characters else 0.0
    language: Language | None = None
    if encoding == "gb18030" and _has_kana(text, characters):
        japanese = language_score(text, ("ja",)) + _JAPANESE_IN_GBK
        score, language = max((score, None), (japanese, "ja"), key=lambda found: found[0])
    return Candidate(encoding, score + bonus, -score / max(1, characters), characters, text, language)


def _has_kana(text: str, characters: int) -> bool:
    codes = codepoints(text)
    return characters > 0 and int(((codes > 0x3040) & (codes < 0x3100)).sum()) > _KANA_SHARE * characters


def _alphabet_score(codes: Codes) -> float:
    if not len(codes):
        return 0.0
    block = np.where(codes < 0x3000, codes >> 7, 0x10000 + codes)  # beyond the alphabets each character is a block
    block = np.where((codes >= 0xA0) & (codes < 0x250), 1, block)
    block = np.where((codes >= 0x400) & (codes < 0x530), 8, block)
    same = np.concatenate(([False], block[1:] == block[:-1]))
    return float(np.where(_is_letter(codes), np.where(same, _SAME_BLOCK, _OTHER_BLOCK), _NO_LETTER).sum())


def _is_letter(codes: Codes) -> npt.NDArray[np.bool_]:
    letters: npt.NDArray[np.bool_] = (codes >= 0x800) & (codes != 0xFFFD)
    for first, last in _LETTERS:
        letters |= (codes >= first) & (codes <= last)
    return letters


def _is_plain(candidate: Candidate) -> bool:
    return candidate.language is None and candidate.cost < _PLAIN_COST and candidate.characters >= _PLAIN_CHARACTERS


def is_valid_utf8(sample: bytes) -> bool:
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.end == len(sample) and error.reason == "unexpected end of data" and error.start > 6
    return True


def _by_score(candidate: Candidate) -> float:
    return candidate.score
