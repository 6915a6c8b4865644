"""Posts of one line or a few, as social media have them. There is no frame round so short a text; its hashtags, mentions and
emoticons, which a judge of lines knows from buttons, are the author's."""

from __future__ import annotations

from collections.abc import Iterator

from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.document import Mark

MOST_LINES, LONGEST = 4, 2000
_SIGN = lazy_pattern(
    r"#[^#\s]{1,40}#|(?:^|(?<=\s))#[^\W\d]\w{0,40}"  # hashtags
    r"|(?<![A-Za-z0-9._-])@[\w\u3400-\u9fff-]{1,30}(?![\w.])"  # mentions, no addresses of mail
    r"|\[[\u3400-\u9fff]{1,4}\]"  # emoticons by name
    r"|[\U0001f300-\U0001faff\u2600-\u26ff]"
)
_TAG = lazy_pattern(r"<[A-Za-z/!]")


def post_marks(text: str) -> Iterator[Mark]:
    """A mark `message` for each line of a short post; none for longer texts, for those without a sign of posts, and for those
    with tags, which have to go."""
    if len(text) > LONGEST:
        return
    lines = [line for line in text.split("\n") if line.strip()]
    if not 0 < len(lines) <= MOST_LINES or _SIGN.search(text) is None or _TAG.search(text):
        return
    at = 0
    for line in text.split("\n"):
        bare = line.strip()
        if bare:
            start = at + line.index(bare)
            yield Mark("message", start, start + len(bare))
        at += len(line) + 1
