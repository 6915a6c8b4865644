"""Stage 2: encodings of seven bits that switch character sets by escapes: HZ, ISO-2022-CN, -JP and -KR.

Python has HZ, -JP and -KR, but stops at the first damaged byte and then has lost the state; ISO-2022-CN it has not. All are
read here by one machine: the escapes cut the bytes into stretches, and each stretch is decoded under the set that is on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cleaners.characters.model import character_model, codepoints
from cleaners.decoding.result import Decoded
from cleaners.decoding.tolerant import Reading, decode_tolerant, join

# Set -> (codec, what each byte pair gets put before it); the bytes get their eighth bit.
_SETS: dict[str, tuple[str, bytes]] = {
    "gb2312": ("gb18030", b""),
    "jis0208": ("euc_jp", b""),
    "jis0212": ("euc_jp", b"\x8f"),
    "kana": ("euc_jp", b"\x8e"),
    "ksc5601": ("cp949", b""),
    "ir165": ("gb18030", b""),  # GB 2312 with additions that nobody uses
    **{f"cns{plane}": ("euc-tw", bytes((0x8E, 0xA0 + plane))) for plane in range(1, 8)},
}

# Designations: to G0 (on at once), to G1 (on after SO), to G2 (one pair after ESC N), to G3 (one pair after ESC O).
_TO_G0 = {
    b"\x1b$B": "jis0208", b"\x1b$@": "jis0208", b"\x1b$(B": "jis0208", b"\x1b$(D": "jis0212", b"\x1b$A": "gb2312",
    b"\x1b$(A": "gb2312", b"\x1b$(C": "ksc5601", b"\x1b(I": "kana", b"\x1b(B": "", b"\x1b(J": "", b"\x1b(H": "",
}  # fmt: skip
_TO_G1 = {b"\x1b$)A": "gb2312", b"\x1b$)G": "cns1", b"\x1b$)E": "ir165", b"\x1b$)C": "ksc5601"}
_TO_G2 = {b"\x1b$*H": "cns2"}
_TO_G3 = {b"\x1b$+" + bytes((ord("I") + number,)): f"cns{3 + number}" for number in range(5)}

_ISO_2022 = re.compile(
    rb"(?P<designation>\x1b\$[@AB]|\x1b\$[()*+][A-M]|\x1b\([BHIJ])"
    rb"|(?P<single>\x1b[NO]..)|(?P<shift>[\x0e\x0f])|(?P<line>\n)|(?P<text>[^\x1b\x0e\x0f\n]+)|\x1b",
    re.DOTALL,
)
_HZ = re.compile(rb"~\{(?P<pairs>(?:[\x21-\x77][\x21-\x7e])*+)(?:~\}|(?=\n|\Z))|~~|~\n")
_HZ_WINDOW = 20_000

# ISO-2022 announces itself; `~{` also stands in program code, so that HZ must read as Chinese: wrong readings cost above 11,
# names and rare words up to 10.
_MAX_HZ_COST = 10.5


@dataclass(slots=True)
class _State:
    """What is designated where. G1 to G3 last to the end of the line, G0 and the shift too."""

    g0: str = ""
    g1: str = ""
    g2: str = ""
    g3: str = ""
    shifted: bool = False


def detect_escapes(data: bytes) -> Decoded | None:
    """The answer for text of seven bits with escapes that switch to two-byte sets."""
    if not data.isascii():
        return None
    if b"\x1b$" in data and (found := _detect_iso_2022(data)) is not None:
        return found
    return _detect_hz(data) if b"~{" in data and b"~}" in data else None


def _detect_iso_2022(data: bytes) -> Decoded | None:
    designated = {match["designation"] for match in _ISO_2022.finditer(data)} - {None}
    sets = {(_TO_G0 | _TO_G1 | _TO_G2 | _TO_G3).get(item, "") for item in designated} - {""}
    if not sets:
        return None
    text, damage = decode_iso_2022(data)
    if text.isascii() or len(damage) * 10 > len(text) + 20:
        return None
    if any(name.startswith(("cns", "ir165")) for name in sets) or b"\x1b$)A" in designated:
        encoding = "iso-2022-cn"
    elif b"\x1b$)C" in designated:
        encoding = "iso2022_kr"
    else:
        encoding = "iso2022_jp_2"
    return Decoded(text, encoding, 0.99, damage, f"escapes of ISO 2022 to {', '.join(sorted(sets))}")


def _detect_hz(data: bytes) -> Decoded | None:
    start = data.find(b"~{")
    text, damage = decode_hz(data[start : start + _HZ_WINDOW])
    codes = codepoints(text)
    costs = character_model().costs(codes)[codes > 0x7F]
    if not len(costs) or -costs.mean() > _MAX_HZ_COST or len(damage) * 20 > len(text) + 20:
        return None
    text, damage = decode_hz(data)
    return Decoded(text, "hz", 0.99 if len(costs) > 3 else 0.9, damage, "escapes of HZ, and Chinese inside them")


def decode_hz(data: bytes) -> Reading:
    """RFC 1843; a stretch that is not closed ends with its line."""

    def raised(match: re.Match[bytes]) -> bytes:
        if match["pairs"] is not None:
            return match["pairs"].translate(_RAISED)
        return b"~" if match[0] == b"~~" else b""

    return decode_tolerant(_HZ.sub(raised, data), "gb18030")


def decode_iso_2022(data: bytes) -> Reading:
    """RFC 1922 (CN), 1468 and 1554 (JP), 1557 (KR)."""
    state = _State()
    readings: list[Reading] = []
    for match in _ISO_2022.finditer(data):
        if (designation := match["designation"]) is not None:
            if designation in _TO_G0:
                state.g0 = _TO_G0[designation]
            elif designation in _TO_G1:
                state.g1 = _TO_G1[designation]
            elif designation in _TO_G2:
                state.g2 = _TO_G2[designation]
            elif designation in _TO_G3:
                state.g3 = _TO_G3[designation]
        elif (single := match["single"]) is not None:
            name = state.g2 if single[1:2] == b"N" else state.g3
            readings.append(_read(single[2:], name))
        elif (shift := match["shift"]) is not None:
            state.shifted = shift == b"\x0e"
        elif match["line"] is not None:
            readings.append(("\n", ()))
            state.g0, state.shifted = "", False
        elif (text := match["text"]) is not None:
            readings.append(_read(text, state.g1 if state.shifted else state.g0))
    return join(readings)


def _read(stretch: bytes, name: str) -> Reading:
    """One stretch under one set; blanks and controls inside it stay what they are."""
    if not name:
        return decode_tolerant(stretch, "utf-8")  # ASCII; never a high byte here
    codec, prefix = _SETS[name]
    width = 1 if name == "kana" else 2

    def raised(match: re.Match[bytes]) -> bytes:
        codes = match[0].translate(_RAISED)
        if not prefix:
            return codes
        return b"".join(prefix + codes[place : place + width] for place in range(0, len(codes), width))

    return decode_tolerant(re.sub(rb"[\x21-\x7e]+", raised, stretch), codec)


_RAISED = bytes(code | 0x80 if 0x21 <= code <= 0x7E else code for code in range(256))
