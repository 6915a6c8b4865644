"""RTF: 8-bit text in the code pages of its fonts, escapes in Unicode, and groups that are text, notes, headers, or nothing
shown."""

from cleaners.readers.rtf.reader import read

__all__ = ["read"]
