"""Text in the colour of its ground, which nobody sees."""

from __future__ import annotations

import re
from functools import lru_cache

_COLOR = re.compile(r"(?<![\w-])color\s*:\s*([^;!}]{1,40})", re.IGNORECASE)
_GROUND = re.compile(r"(?<![\w-])background(?:-color)?\s*:\s*([^;!}]{1,200})", re.IGNORECASE)
_HEX = re.compile(r"#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})(?![0-9a-f])", re.IGNORECASE)
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})(?:[\s,/]+([\d.]+%?))?\s*\)", re.IGNORECASE)
_NAMES = {"white": (255, 255, 255), "black": (0, 0, 0), "snow": (255, 250, 250), "ivory": (255, 255, 240), "red": (255, 0, 0)}
# How far apart two colours may be, in all channels, to look the same.
MAX_DISTANCE = 4
MAX_SHEET = 100_000
# Names of parts whose ground is dark, or may be: sheets in other files say so.
_DARK = re.compile(
    r"dark|night|black|banner|head|nav|btn|button|badge|label|tag|hero|cover|foot|tip|mask|modal|overlay|slide|swiper|card|pop|title|theme",
    re.IGNORECASE,
)
_NAME = re.compile(r"[.#]?[\w-]+")

Colour = tuple[int, int, int]
WHITE: Colour = (255, 255, 255)


def _colour(text: str) -> Colour | None:
    if found := _HEX.search(text):
        digits = found[1]
        if len(digits) < 6:
            digits = "".join(digit * 2 for digit in digits[:3])
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)
    if found := _RGB.search(text):
        return None if found[4] in ("0", "0%", "0.0") else (int(found[1]), int(found[2]), int(found[3]))
    return _NAMES.get(text.strip().lower())


@lru_cache(4096)
def text_colour(style: str) -> Colour | None:
    found = _COLOR.search(style)
    return _colour(found[1]) if found else None


@lru_cache(4096)
def ground_of(style: str) -> Colour | str:
    """The colour of an element's ground; "" where the style says nothing of it, "picture" for what is no colour."""
    found = _GROUND.search(style)
    if not found:
        return "picture" if "background-image" in style else ""
    said = found[1].strip().lower()
    if said in ("none", "transparent", "inherit", "initial"):
        return ""
    return _colour(said) or "picture"


def named_colour(text: str) -> Colour | None:
    """The colour that an attribute of old pages names (`color`, `bgcolor`), with or without its `#`."""
    return _colour(text) or _colour(f"#{text}")


def same(one: Colour, other: Colour) -> bool:
    return all(abs(left - right) <= MAX_DISTANCE for left, right in zip(one, other, strict=True))


def is_light(colour: Colour) -> bool:
    return min(colour) >= 255 - MAX_DISTANCE


def may_be_dark(words: str) -> bool:
    """Whether an element of these classes may have a ground of its own, which a sheet elsewhere gives it."""
    return bool(_DARK.search(words))


def grounds_of(sheet: str) -> frozenset[str]:
    """Names of classes, ids (with `#`) and elements that a sheet gives a ground that is not white."""
    found: set[str] = set()
    for rule in sheet[:MAX_SHEET].split("}"):
        selectors, _, body = rule.rpartition("{")
        if "background" in body:
            ground = ground_of(body)
            if ground and not (isinstance(ground, tuple) and is_light(ground)):
                found.update(name.lstrip(".") for name in _NAME.findall(selectors))
    return frozenset(found)
