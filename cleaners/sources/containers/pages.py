"""Pages that were saved with a folder of their parts, among the members of an archive."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from cleaners.sources.ignored import is_page_folder, page_stems

RECENT = 1000
"""Pages remembered of an archive whose names are not known in advance: the parts follow their page, or come shortly after."""


class SavedPages:
    """Knows the parts of pages among `names`, or among those told by `passed`."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._stems = page_stems([name.encode() for name in names])
        self._recent: deque[bytes] = deque(maxlen=RECENT)

    def passed(self, name: str) -> None:
        """A member whose name came just now."""
        self._recent.extend(page_stems([name.encode()]))

    def has_part(self, name: str) -> bool:
        """Whether the member lies in the folder of a page."""
        parts = name.encode().split(b"/")[:-1]
        known = self._stems or self._recent
        return any(is_page_folder(b"/".join(parts[: depth + 1]), known) for depth in range(len(parts))) if known else False
