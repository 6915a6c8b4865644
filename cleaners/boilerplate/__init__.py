"""What the site put round and into the document."""

from cleaners.boilerplate.engine.step import apply_rules
from cleaners.boilerplate.furniture import asides, furniture
from cleaners.boilerplate.lines.step import drop_lines
from cleaners.boilerplate.site.templates import templates
from cleaners.boilerplate.steps import STEPS_AFTER_RULES, STEPS_BEFORE_RULES, refuse_blocked, strip_page
from cleaners.step import Step

__all__ = ["STEPS", "STEPS_BEFORE_TEMPLATES"]

# The DOM says most, where there is one; then what is told by run and number, then single lines, then what the site repeats, then
# the lines that the model, which sees what all of these took, holds to be the site's; then what is left at the ends.
STEPS_BEFORE_TEMPLATES: tuple[Step, ...] = (asides, refuse_blocked, strip_page, furniture, *STEPS_BEFORE_RULES, apply_rules)
STEPS: tuple[Step, ...] = (*STEPS_BEFORE_TEMPLATES, templates, drop_lines, *STEPS_AFTER_RULES)
