"""Telephone numbers, numbers of identity cards, addresses of mail and numbers of bank cards, each put into a word for its kind.

A number alone is no person's: it must have the form of its kind and, where the kind has one, the right check digit. What has
neither (a card's number of before 1999, a card of a bank that does not begin with 62) must be named by the words before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from cleaners.characters.fold import fold_document
from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.document import Document, Edit
from cleaners.options import Context
from cleaners.privacy.check_digits import is_card, is_hong_kong, is_old_resident, is_resident, is_taiwanese
from cleaners.step import step

PUT = {"phone": "[电话]", "id_card": "[证件号]", "email": "[邮箱]", "bank_card": "[银行卡号]"}
"""What stands in the place of each kind."""

_NEAR = 16  # characters before a number in which a word may say what it is
_NAMED_CARD = lazy_pattern(r"身份证|证件号|证号|公民身份")
_NAMED_BANK = lazy_pattern(r"卡号|银行卡|信用卡|储蓄卡|[账帐]号|[账帐]户|开户行|汇款")
_NAMED_PHONE = lazy_pattern(r"电话|固话|座机|传真|手机|热线|[Tt]el|TEL|[Ff]ax|FAX")
# A mobile number of the mainland, of Taiwan with its blanks or hyphens, and one of a line with its area. A sum is none.
_PHONE = lazy_pattern(
    r"(?<![\d.A-Za-z_/=-])(?:\+?86[ -]?|\(86\))?1[3-9]\d(?:([ .-]?)\d{4}\1\d{4}|[ -]\d{8})(?![\d.]?\d|[A-Za-z_]| ?[元万亿吨])"
    r"|(?<![\d.A-Za-z_/=-])\(?0(?:10|2\d|[3-9]\d{2})(?:\)[ ]?|[ –—-]{1,3})[2-8]\d{3}[ -]?\d{3,4}(?![\d.]?\d|-\d{4})"
    r"|(?<![\d.A-Za-z_/=-])(?:\+886[ -]?9|09)\d{2}[ -]\d{3}[ -]\d{3}(?!\d)"
)
# The same of a line, in one piece: only where it is named.
_SOLID = lazy_pattern(r"(?<![\d.A-Za-z_/=-])0(?:10|2\d|[3-9]\d{2})[2-8]\d{6,7}(?![\d.]?\d|[A-Za-z_])")
_ID_CARD = lazy_pattern(r"(?<![\dA-Za-z.])(?:\d{17}[\dXx]|\d{15}|[A-Z]\d{9}|[A-Z]{1,2}\d{6}\([\dA]\))(?![\dA-Za-z]|\.\d)")
_EMAIL = lazy_pattern(
    r"(?<![\w.+%-])[A-Za-z0-9][\w.+%-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,12}(?![A-Za-z0-9-])", re.ASCII
)
_BANK_CARD = lazy_pattern(r"(?<![\d.A-Za-z_/=-])\d{4}([ -]?)\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?(?![\d.]?\d|[A-Za-z_-])")
_NOBODYS = frozenset(("example.com", "example.org", "example.net", "localhost"))


@step(rules=("personal.phone", "personal.id_card", "personal.email", "personal.bank_card"), switch=("mask",))
def mask_personal(document: Document, context: Context) -> list[Edit] | None:
    """Put a word in the place of each, of the kinds that the option `mask` names."""
    return personal(document.text, context.options.mask) or None


def personal(text: str, kinds: Sequence[str]) -> list[Edit]:
    """The edits that mask these kinds. Where two could claim a number, the card of identity goes before that of a bank, and both
    before a telephone.

    >>> [edit.rule for edit in personal("请联系 13812345678 或 li@shan.cn。", ("phone", "email"))]
    ['personal.phone', 'personal.email']
    """
    folded = fold_document(text)
    found: list[Edit] = []
    for kind in (kind for kind in _FINDERS if kind in kinds):
        for start, end in _FINDERS[kind](folded):
            if not any(edit.start < end and start < edit.end for edit in found):
                found.append(Edit(start, end, PUT[kind], f"personal.{kind}"))
    return sorted(found, key=lambda edit: edit.start)


def masked(text: str, kinds: Sequence[str]) -> str:
    """The text with these kinds masked."""
    done, pieces = 0, list[str]()
    for edit in personal(text, kinds):
        pieces += (text[done : edit.start], edit.replacement)
        done = edit.end
    return "".join((*pieces, text[done:]))


def _id_cards(text: str) -> Iterator[tuple[int, int]]:
    for match in _ID_CARD.finditer(text):
        number = match[0]
        sure = is_resident(number) or is_taiwanese(number) or is_hong_kong(number)
        if sure or (is_old_resident(number) and _is_named(_NAMED_CARD, text, match.start())):
            yield match.span()


def _bank_cards(text: str) -> Iterator[tuple[int, int]]:
    for match in _BANK_CARD.finditer(text):
        number = match[0].replace(" ", "").replace("-", "")
        named = _is_named(_NAMED_BANK, text, match.start())
        if is_card(number) and number.strip(number[0]) and (named or (number.startswith("62") and len(number) in (16, 19))):
            yield match.span()


def _phones(text: str) -> Iterator[tuple[int, int]]:
    yield from (match.span() for match in _PHONE.finditer(text))
    yield from (match.span() for match in _SOLID.finditer(text) if _is_named(_NAMED_PHONE, text, match.start()))


def _emails(text: str) -> Iterator[tuple[int, int]]:
    for match in _EMAIL.finditer(text) if "@" in text else ():
        if match[0].partition("@")[2].lower() not in _NOBODYS:
            yield match.span()


def _is_named(words: re.Pattern[str], text: str, start: int) -> bool:
    return words.search(text, max(0, start - _NEAR), start) is not None


_FINDERS: dict[str, Callable[[str], Iterator[tuple[int, int]]]] = {
    "id_card": _id_cards,
    "bank_card": _bank_cards,
    "phone": _phones,
    "email": _emails,
}
