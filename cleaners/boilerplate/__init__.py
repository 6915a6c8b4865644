"""What the site put round and into the document."""

from cleaners.boilerplate.match import STEPS_LINES
from cleaners.boilerplate.steps import STEPS_AFTER_RULES, STEPS_BEFORE_RULES, strip_page
from cleaners.document import Step

__all__ = ["STEPS"]

# The DOM says most, where there is one; then what is told by run and number, then single lines, then what is left at the ends.
STEPS: tuple[Step, ...] = (strip_page, *STEPS_BEFORE_RULES, *STEPS_LINES, *STEPS_AFTER_RULES)
