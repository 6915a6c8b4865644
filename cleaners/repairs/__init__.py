"""Repairs of damaged text, in the order in which they must run. Each module has one step."""

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

# UTF-16 comes before the entry, which takes out control characters. Escapes may hide a wrong reading. The byte shift reads the
# annotations of converters before they go. Look-alikes come late: the others read the bytes of what only looks strange. Then the
# blanks behind each character, which hide every word.
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
