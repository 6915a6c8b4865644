"""Chinese text in normal form: script, words, lines, blanks, marks."""

from cleaners.chinese.conversion import convert_script
from cleaners.chinese.dashes import restore_dashes
from cleaners.chinese.fields import normalise_fields
from cleaners.chinese.line_joining import join_lines, join_lines_again
from cleaners.chinese.punctuation import restore_marks
from cleaners.chinese.spacing import inner_blanks, inner_blanks_again, plain_blanks, trim_lines
from cleaners.chinese.vertical import join_columns
from cleaners.chinese.vocabulary import convert_vocabulary
from cleaners.step import Step

__all__ = ["STEPS"]

# Why this order. Lines are joined first, while indents and blank lines still show where paragraphs begin; after that
# every mark has its real neighbours. Blanks inside lines come last, when the marks next to them are final.
STEPS: tuple[Step, ...] = (
    convert_script,
    convert_vocabulary,
    join_columns,
    join_lines,
    trim_lines,
    plain_blanks,
    restore_marks,
    restore_dashes,
    inner_blanks,
    join_lines_again,
    inner_blanks_again,
    normalise_fields,
)
