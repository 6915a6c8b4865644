"""Outlook's messages (MSG): mail in another shell. What is attached are documents of their own."""

from __future__ import annotations

from dataclasses import replace

from cleaners.document import Document
from cleaners.options import Context
from cleaners.readers import eml
from cleaners.sources.item import RawItem
from cleaners.sources.msg import as_mail


def read(item: RawItem, context: Context) -> Document:
    """The body: plain text, else a page, else RTF. Raises Rejected: `broken`, `empty`, `encrypted`."""
    return eml.read(replace(item, data=as_mail(item.data)), context)
