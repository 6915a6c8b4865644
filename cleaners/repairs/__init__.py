"""Repairs of damaged text, in the order in which they must run. Each module has one step."""

from __future__ import annotations

from cleaners.repairs.annotations import remove_annotations
from cleaners.repairs.byte_shift import mend_byte_shift
from cleaners.repairs.chains import undo_wrong_reading
from cleaners.repairs.entry import scrub_entry
from cleaners.repairs.escapes import resolve_escapes
from cleaners.repairs.hopeless import count_losses
from cleaners.repairs.lookalikes import fold_lookalikes
from cleaners.step import Step

__all__ = ["STEPS"]

# Escapes may hide a wrong reading. The byte shift reads the annotations of converters before they go. Look-alikes come last: the
# others read the bytes of what only looks strange.
STEPS: tuple[Step, ...] = (
    scrub_entry,
    resolve_escapes,
    undo_wrong_reading,
    mend_byte_shift,
    remove_annotations,
    fold_lookalikes,
    count_losses,
)
