"""Repairs of damaged text (mojibake, lost bytes, escapes, look-alikes), in the order in which they must run."""

from __future__ import annotations

from cleaners.repairs.annotations import remove_annotations
from cleaners.repairs.byte_shift import mend_byte_shift
from cleaners.repairs.chains import undo_wrong_reading
from cleaners.repairs.entry import scrub_entry
from cleaners.repairs.escapes import resolve_escapes
from cleaners.repairs.font_map import apply_font_map
from cleaners.repairs.hopeless import count_losses
from cleaners.repairs.lookalikes import fold_lookalikes
from cleaners.repairs.spaced import mend_spacing
from cleaners.repairs.wide_reading import undo_wide_reading
from cleaners.step import Step

__all__ = ["STEPS"]

# Why this order. UTF-16 before the entry, which removes the control characters that UTF-16 is recognised by. Escapes before wrong
# readings, because an escape may hide one. The byte shift before the annotations of converters are removed, because they are its
# evidence. Look-alikes late, because the steps before read bytes out of odd characters. Last the blanks behind each character.
STEPS: tuple[Step, ...] = (
    undo_wide_reading,
    scrub_entry,
    apply_font_map,
    resolve_escapes,
    undo_wrong_reading,
    mend_byte_shift,
    remove_annotations,
    fold_lookalikes,
    mend_spacing,
    count_losses,
)
