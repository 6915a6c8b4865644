"""The detectors of encodings that are measured beside ours: bytes to the label that their users get, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Detector: TypeAlias = Callable[[bytes], str | None]

SUPERSETS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-1": "cp1252",
    "ascii": "utf-8",
}
"""What users of a detector take where it names a subset."""


def peers() -> dict[str, Detector]:
    """Those that are installed, by name."""
    found: dict[str, Detector] = {}
    for name, make in (("chardet", _chardet), ("charset-normalizer", _charset_normalizer), ("faust-cchardet", _cchardet),
                       ("uchardet", _uchardet), ("resiliparse", _resiliparse), ("chardetng", _chardetng)):  # fmt: skip
        try:
            found[name] = make()
        except (ImportError, OSError):
            print(f"{name}: not installed, left out")
    return found


def _chardet() -> Detector:
    import chardet

    return lambda data: chardet.detect(data, compat_names=False)["encoding"]


def _charset_normalizer() -> Detector:
    import charset_normalizer

    def detect(data: bytes) -> str | None:
        best = charset_normalizer.from_bytes(data).best()
        return best.encoding if best else None

    return detect


def _cchardet() -> Detector:
    import cchardet

    return lambda data: cchardet.detect(data)["encoding"]


def _resiliparse() -> Detector:
    from resiliparse.parse.encoding import detect_encoding

    return lambda data: detect_encoding(data, html5_compatible=False)


def _chardetng() -> Detector:
    from chardetng_py import detect

    return lambda data: detect(data, allow_utf8=True)


def _uchardet() -> Detector:
    import ctypes

    library = ctypes.CDLL("libuchardet.so.0")
    library.uchardet_new.restype = ctypes.c_void_p
    library.uchardet_get_charset.restype = ctypes.c_char_p
    for name in ("uchardet_delete", "uchardet_data_end", "uchardet_get_charset"):
        getattr(library, name).argtypes = [ctypes.c_void_p]
    library.uchardet_handle_data.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t]

    def detect(data: bytes) -> str | None:
        handle = library.uchardet_new()
        library.uchardet_handle_data(handle, data, len(data))
        library.uchardet_data_end(handle)
        label = library.uchardet_get_charset(handle).decode() or None
        library.uchardet_delete(handle)
        return label

    return detect
