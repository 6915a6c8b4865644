"""Names of members: text, with nothing in them that a file system could take for a way out."""

from __future__ import annotations

import re
from collections.abc import Sequence

_DRIVE = re.compile(r"\A[A-Za-z]:(?=/|\Z)")
_CONTROL = re.compile("[\x00-\x1f\x7f]")


def normalised(name: str) -> str:
    """The name as a relative path of plain parts joined by `/`: no drive, no `..`, no control character."""
    path = name.replace("\\", "/")
    path = _DRIVE.sub("", path)
    path = _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", path)
    path = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "/".join(part for part in path.split("/") if part not in ("", ".", ".."))


def decoded_names(raw: Sequence[bytes]) -> list[str]:
    """Names that say nothing of their encoding. Short names tell little, so all of an archive are looked at together: UTF-8,
    else GB 18030 as Chinese systems write, unless the project's own detector finds another encoding in them."""
    together = b"\n".join(raw)
    if together.isascii():
        return [name.decode("ascii") for name in raw]
    try:
        return [name.decode("utf-8") for name in raw]
    except UnicodeDecodeError:
        pass
    try:
        return [name.decode("gb18030") for name in raw]
    except UnicodeDecodeError:
        from cleaners.decoding import decode

        encoding = decode(together).encoding
    try:
        return [name.decode(encoding, "backslashreplace") for name in raw]
    except LookupError:
        return [name.decode("utf-8", "backslashreplace") for name in raw]
