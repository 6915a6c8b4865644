"""Bytes of a sniffed format to a document that nothing has been done to yet: source text, marks, metadata."""

from cleaners.readers.registry import UNSUPPORTED, formats, read

__all__ = ["UNSUPPORTED", "formats", "read"]
