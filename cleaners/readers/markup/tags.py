"""Elements by what they are to a reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from cleaners.readers.markup.formulas import TEX_ATTRIBUTES
from cleaners.readers.names import names

Attributes: TypeAlias = Mapping[str, str | None]

# What holds no text of the page, or text that a browser with scripts does not show.
SKIPPED = names(
    "head script style noscript template svg iframe select option optgroup object embed applet video audio canvas map datalist "
    "annotation annotation-xml noembed"
)
BLOCKS = names(
    "html body div p section article main aside nav header footer form fieldset legend ul ol li dl dt dd table caption thead "
    "tbody tfoot tr td th blockquote pre listing xmp plaintext h1 h2 h3 h4 h5 h6 figure figcaption hgroup address details "
    "summary dialog center dir menu frameset noframes textarea button label search"
)
PRE = names("pre listing xmp plaintext textarea")
# The kinds of lines that elements give.
KINDS = dict.fromkeys(("li", "dt", "dd"), "list_item") | dict.fromkeys(("caption", "figcaption"), "caption")
KINDS |= dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading") | dict.fromkeys(("td", "th", "table"), "paragraph")
KINDS |= {"blockquote": "quote", "pre": "code", "listing": "code", "xmp": "code"}
MATH = names("math mjx-container")
PARTS = MATH | PRE
TEX = frozenset(TEX_ATTRIBUTES)
INLINE = names("a sup sub rt rp rtc")
# Elements beside code that may be buttons; and those in code that are looked at without a name.
BUTTONS = names("button em a")
IN_CODE = BUTTONS | {"code", "span"}
# Elements that are lines of their own in code that stands in no <pre>.
CODE_LINES = names("li tr div p")

# What ends when the walk leaves an inline element.
LINK, RUBY, HIDE, PART, SCRIPT, LINE, FORMULA, CODE = range(-1, -9, -1)
