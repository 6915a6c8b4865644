from cleaners.chinese.conversion import convert_script
from cleaners.document import Step
from cleaners.chinese.vocabulary import convert_vocabulary
STEPS: tuple[Step, ...] = (convert_script, convert_vocabulary)
