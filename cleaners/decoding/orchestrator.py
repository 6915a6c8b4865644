"""The order of the stages and nothing else."""

from __future__ import annotations

from cleaners.decoding.bom import detect_marked, split_mark
from cleaners.decoding.result import Decoded
from cleaners.decoding.tolerant import decode_tolerant


def decode(data: bytes, *, declared: str | None = None, prior: str | None = None) -> Decoded:
    """The text of `data`, whatever the bytes are.

    `declared` is what somebody says about this document (the charset of an HTTP header); `prior` the usual encoding of its
    source. Both only tip the scales. What the bytes themselves declare (XML, HTML) is read from them.
    """
    if not data:
        return Decoded("", "utf-8", 0.0, (), "no bytes")
    if (found := detect_marked(data)) is not None:
        return found
    _, data = split_mark(data)
    try:
        return Decoded(data.decode("utf-8"), "ascii" if data.isascii() else "utf-8", 1.0, (), "valid UTF-8")
    except UnicodeDecodeError as error:
        if error.end == len(data) and error.reason == "unexpected end of data" and error.start > 8:
            return Decoded(*_first(data, "utf-8"))
    nulls = data[:4096].count(0)
    if nulls * 8 > min(len(data), 4096):
        even = data[0:4096:2].count(0)
        return Decoded(*_first(data, "utf-16-be" if even * 2 > nulls else "utf-16-le"))
    hint = (declared or prior or "").lower().replace("_", "-")
    order = ("big5hkscs", "cp950", "gb18030") if hint.startswith(("big5", "cp950")) else ("gb18030", "big5hkscs", "cp950")
    import chardet

    guess = str(chardet.detect(data, compat_names=False)["encoding"] or "gb18030").lower()
    if guess.startswith("big5"):
        order = ("big5hkscs", "cp950", "gb18030")
    elif guess not in ("gb18030", "gbk", "gb2312", "utf-8") and all(_bad(data, codec) for codec in order[:1]):
        order = (guess, *order)
    best = min(order, key=lambda codec: _bad(data, codec))
    return Decoded(*_first(data, best))


def _bad(data: bytes, codec: str) -> int:
    return len(decode_tolerant(data[:200_000], codec)[1])


def _first(data: bytes, codec: str) -> tuple[str, str, float, tuple, str]:  # type: ignore[type-arg]
    text, damage = decode_tolerant(data, codec)
    return text, codec, 0.8, damage, "fewest damaged characters"
