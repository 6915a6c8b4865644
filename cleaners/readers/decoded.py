"""Decoding as readers use it: the text, and what the record says of how it was got."""

from __future__ import annotations

from cleaners.decoding import Decoded, decode, decode_as
from cleaners.document import Scalar
from cleaners.options import Context
from cleaners.sources.item import RawItem


def decoded_item(item: RawItem, context: Context) -> Decoded:
    if item.encoding:
        return decode_as(item.data, item.encoding)
    return decode(item.data, declared=item.declared, prior=context.encoding_prior.get(item.origin.source))


def encoding_metadata(decoded: Decoded) -> dict[str, Scalar]:
    return {
        "encoding": decoded.encoding,
        "encoding_confidence": round(decoded.confidence, 4),
        "bytes_damaged": sum(len(damage.data) for damage in decoded.damage),
    }
