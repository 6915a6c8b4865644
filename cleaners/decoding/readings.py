"""Bytes read under an encoding that has been decided on: Big5 by its variant, a cut head brought into step."""

from __future__ import annotations

import re

import numpy as np

from cleaners.characters.model import character_model, codepoints
from cleaners.decoding.big5 import VARIANTS, decode_big5
from cleaners.decoding.result import REPLACEMENT, Damage
from cleaners.decoding.sample import first_run
from cleaners.decoding.scoring import LANGUAGE_OF
from cleaners.decoding.tolerant import Reading, decode_tolerant, glance, join

# What a character may leave when it is cut at the start of the file: one byte, or more of those with three and four bytes.
_REST_OF_CHARACTER = {
    "gb18030": re.compile(rb"[\x81-\xfe][0-9](?=[\x00-\x7f]|[\x81-\xfe][\x40-\xfe])|[\x80-\xff]"),
    "big5hkscs": re.compile(rb"[\x80-\xff]"),
    "euc-tw": re.compile(rb"[\xa1-\xb0][\xa1-\xfe]{2}|[\x80-\xff]"),
    "euc_jp": re.compile(rb"[\x80-\xff]"),
    "cp932": re.compile(rb"[\x80-\xff]"),
    "cp949": re.compile(rb"[\x80-\xff]"),
}

# Nats that the text must gain for what is given up at the head. Out of step, each character costs some 8 nats more; 10 took rare
# characters at the start for cut ones, 16 left heads of two characters out of step.
CUT_COST = 13.0
# And for each letter that comes of a second byte out of step: a Han character costs as much, ASCII nothing.
LETTER_COST = 8.0

_FIRST_RUN = 60  # bytes; out of step, they cost some 200 nats more


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
    pattern = _REST_OF_CHARACTER.get(encoding)
    run = first_run(data, _FIRST_RUN)
    if pattern is None or len(run) < 2:
        return 0
    model = character_model(LANGUAGE_OF[encoding])

    def score(skipped: int) -> float:
        codes = codepoints(glance(run[skipped:], encoding))
        letters = np.count_nonzero((codes > 0x20) & (codes < 0x7F))
        return float(model.costs(codes)[codes > 0x7F].sum()) - CUT_COST * (skipped > 0) - LETTER_COST * letters

    rest = pattern.match(run)
    choices = {0, 1, rest.end() if rest else 0}
    # What follows the rest of a character is the start of one; were it ASCII, the head would be in step already.
    return max((n for n in choices if n == 0 or run[n : n + 1] > b"\x7f"), key=lambda skipped: (score(skipped), -skipped))
