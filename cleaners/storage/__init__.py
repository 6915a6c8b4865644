"""Places that bytes lie in: folders of this machine, and object stores that fsspec reaches (`s3://bucket/folder`)."""

from __future__ import annotations

import os

from cleaners.errors import RunError
from cleaners.storage.local import LocalStore
from cleaners.storage.objects import ObjectStore
from cleaners.storage.place import absolute, is_url, name_of, plain
from cleaners.storage.store import Store
from cleaners.storage.trouble import told

__all__ = ["RunError", "Store", "absolute", "is_url", "name_of", "plain", "store_at", "told"]


def store_at(place: str | os.PathLike[str]) -> Store:
    """The store of a folder or URL. Nothing is looked at yet. Raises RunError for a URL that cannot be used here."""
    place = plain(place)
    return ObjectStore(place) if is_url(place) else LocalStore(place)
