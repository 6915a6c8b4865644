"""Bytes read under an encoding that has been decided on: Big5 by its variant, a cut head brought into step."""

from __future__ import annotations

from cleaners.characters.model import character_model, codepoints
from cleaners.decoding.big5 import VARIANTS, decode_big5
from cleaners.decoding.result import REPLACEMENT, Damage
from cleaners.decoding.sample import first_run
from cleaners.decoding.tolerant import Reading, decode_tolerant, glance, join

# Bytes of a character that was cut at the start of the file: all but the first byte of it.
_REST_OF_CHARACTER = {"gb18030": 3, "big5hkscs": 1, "euc-tw": 3, "euc_jp": 2, "cp932": 1, "cp949": 1}

# Nats that the text must gain for a byte that is given up at the head: what one damaged byte costs.
CUT_COST = 8.0

_FIRST_RUN = 60


def read(data: bytes, encoding: str) -> tuple[str, Reading]:
    """The final name of the encoding, and the text with its damage."""
    if encoding in ("big5", *VARIANTS):
        return decode_big5(data)
    return encoding, decode_tolerant(data, encoding)


def read_in_step(data: bytes, encoding: str) -> tuple[str, Reading]:
    """As `read`, without the rest of a character that was cut at the head."""
    skipped = bytes_out_of_step(data, encoding)
    name, reading = read(data[skipped:], encoding)
    return name, join(((REPLACEMENT, (Damage(0, data[:skipped]),)), reading)) if skipped else reading


def bytes_out_of_step(data: bytes, encoding: str) -> int:
    """How many bytes at the head belong to a character whose start was cut."""
    if not data or data[0] < 0x80 or encoding not in _REST_OF_CHARACTER:
        return 0
    run = first_run(data, _FIRST_RUN)
    model = character_model("ja" if encoding in ("euc_jp", "cp932") else "ko" if encoding == "cp949" else "zh")

    def score(skipped: int) -> float:
        codes = codepoints(glance(run[skipped:], encoding))
        return float(model.costs(codes)[codes > 0x7F].sum()) - CUT_COST * (skipped > 0)

    return max(range(min(_REST_OF_CHARACTER[encoding], len(run) - 1) + 1), key=lambda skipped: (score(skipped), -skipped))
