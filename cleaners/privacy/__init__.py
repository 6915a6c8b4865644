"""Personal data in the text that is delivered. Off unless it is asked for."""

from cleaners.privacy.mask import mask_personal
from cleaners.step import Step

__all__ = ["STEPS"]

# Last of all: numbers are told best in text that is clean, and what is masked must not come back by another step.
STEPS: tuple[Step, ...] = (mask_personal,)
