"""What the site put round and into the document."""

from cleaners.boilerplate.engine.step import apply_rules
from cleaners.boilerplate.furniture import asides, furniture
from cleaners.boilerplate.fuse import run_with_fuse
from cleaners.boilerplate.lines.step import drop_lines
from cleaners.boilerplate.site.templates import templates
from cleaners.boilerplate.steps import STEPS_AFTER_RULES, STEPS_BEFORE_RULES, refuse_blocked, strip_page
from cleaners.boilerplate.told_signs import told_signs
from cleaners.document import Document
from cleaners.options import Context
from cleaners.step import Step

__all__ = ["STEPS", "STEPS_BEFORE_TEMPLATES", "strip"]

# The DOM says most, where there is one; then what is told by run and number, then single lines, then what the site repeats, then
# the lines that the model, which sees what all of these took, holds to be the site's; then what is left at the ends.
SURE: tuple[Step, ...] = (told_signs, asides, refuse_blocked, strip_page, furniture)
STEPS_BEFORE_TEMPLATES: tuple[Step, ...] = (*SURE, *STEPS_BEFORE_RULES, apply_rules)
STEPS: tuple[Step, ...] = (*STEPS_BEFORE_TEMPLATES, templates, drop_lines, *STEPS_AFTER_RULES)


def strip(document: Document, context: Context) -> Document:
    """All steps of this package, which take no more of a text than they may (see `fuse`)."""
    return run_with_fuse(document, SURE, STEPS[len(SURE) :], context)
