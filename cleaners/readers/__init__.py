"""Bytes of a sniffed format to a document that nothing has been done to yet: source text, marks, metadata."""

from cleaners.readers.registry import UNSUPPORTED, formats, has_fallback, read, read_text

__all__ = ["UNSUPPORTED", "formats", "has_fallback", "read", "read_text"]
