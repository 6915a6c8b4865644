"""The order of the stages and nothing else."""

from __future__ import annotations

import math

from cleaners.decoding.bom import detect_marked, split_mark
from cleaners.decoding.declared import canonical, declared_inside
from cleaners.decoding.escapes import detect_escapes
from cleaners.decoding.fallback import detect_other
from cleaners.decoding.legacy import decode_ranked, fits, rank_in_step
from cleaners.decoding.result import Decoded, doubt
from cleaners.decoding.utf8 import control_share, detect_utf8
from cleaners.decoding.wide import detect_wide


def decode(data: bytes, *, declared: str | None = None, prior: str | None = None) -> Decoded:
    """The text of `data`, whatever the bytes are; it never fails.

    `declared` is what somebody says about this document (the charset of an HTTP header); `prior` the usual encoding of its
    source, which decides for fields of one to three characters. Both only tip the scales. What the document declares itself
    (XML, HTML) is read from it.
    """
    if not data:
        return Decoded("", "utf-8", 0.0, (), "no bytes")
    if (found := detect_marked(data)) is not None:
        return found
    mark, data = split_mark(data)
    controls = control_share(data)
    if (found := detect_escapes(data)) is not None:
        return found
    if controls and (found := detect_wide(data)) is not None:
        return found
    if (found := detect_utf8(data)) is not None:
        return doubt(found, controls)
    if not controls and (found := detect_wide(data)) is not None:
        return found
    names = tuple(filter(None, (canonical(declared), declared_inside(data), mark)))
    ranked = rank_in_step(data, declared=names, prior=canonical(prior))
    other = None
    if not fits(ranked[0]):
        latin_cost = ranked[0].cost if ranked[0].encoding == "cp1252" else math.inf
        other = detect_other(data, declared=names[0] if names else "", latin_cost=latin_cost)
    return doubt(other or decode_ranked(data, ranked, names), controls)
