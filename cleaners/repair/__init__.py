"""Repairs of damaged text, in the order in which they must run. Each module has one step."""

from __future__ import annotations

import sys
from types import ModuleType

from cleaners.document import Document, Step, run_steps
from cleaners.options import Context
from cleaners.repair.annotations import remove_annotations
from cleaners.repair.byte_shift import mend_byte_shift
from cleaners.repair.chains import undo_wrong_reading
from cleaners.repair.entry import scrub_entry
from cleaners.repair.escapes import resolve_escapes
from cleaners.repair.font_map import apply_font_map
from cleaners.repair.hopeless import count_losses
from cleaners.repair.lookalikes import fold_lookalikes
from cleaners.repair.wide_reading import undo_wide_reading

__all__ = ["STEPS"]

# UTF-16 comes before the entry, which takes out control characters.
# Escapes may hide a wrong reading. The byte shift reads the annotations of converters before they go. Look-alikes come last: the
# others read the bytes of what only looks strange.
STEPS: tuple[Step, ...] = (
    undo_wide_reading,
    scrub_entry,
    apply_font_map,
    resolve_escapes,
    undo_wrong_reading,
    mend_byte_shift,
    remove_annotations,
    fold_lookalikes,
    count_losses,
)


class _CallablePackage(ModuleType):
    """The public function `cleaners.repair(text)` and this package have one name: the package can be called."""

    def __call__(self, text: str) -> Document:
        """Run the repair steps alone."""
        return run_steps(Document.of(text), STEPS, Context())


sys.modules[__name__].__class__ = _CallablePackage
