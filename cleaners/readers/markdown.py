"""Markdown: the text as it stands, with marks for what its signs say."""

from __future__ import annotations

from cleaners.readers.text import read_markdown as read

__all__ = ["read"]
