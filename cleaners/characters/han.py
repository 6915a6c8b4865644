"""What counts as a Chinese character: two definitions, one for each use. Everybody takes one of them.

- `HAN`, for text whose other characters do not matter: the ideographs of the basic plane. Folded text (`fold.py`) has no others.
- `HAN_ALL`, for text as it stands: with 〇, compatibility ideographs and those beyond the basic plane (𠮷).

Both are the inside of a class of a regular expression: `[{HAN}]`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cleaners.characters.lazy_pattern import lazy_pattern

if TYPE_CHECKING:  # what lists files takes this module too, and has no need of arrays
    from numpy.typing import NDArray

HAN = "\u3400-\u9fff"
HAN_ALL = "\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"

ANY_HAN = lazy_pattern(f"[{HAN}]")


def is_han(sign: str) -> bool:
    """Whether a character is one of `HAN`; False for none."""
    return "\u3400" <= sign <= "\u9fff"


def count_han(codes: NDArray[Any]) -> int:
    """How many of these code points (or UTF-16 units) are of `HAN`."""
    return int(((codes >= 0x3400) & (codes < 0xA000)).sum())
