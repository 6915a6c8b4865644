"""Numbers that prove themselves: whether the last digit is the one that the others ask for."""

from __future__ import annotations

from datetime import date

# GB 11643-1999: weights of the first 17 digits, and the last sign by the remainder.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_SIGNS = "10X98765432"
# GB/T 2260: provinces, autonomous regions and cities; 81 to 83 are Hong Kong, Macao and Taiwan.
_PLACES = {"1": "12345", "2": "123", "3": "1234567", "4": "123456", "5": "01234", "6": "12345", "7": "1", "8": "123"}
_PROVINCES = frozenset(region + place for region, places in _PLACES.items() for place in places)
# What each letter of a card of Taiwan counts (Ministry of the Interior).
_LETTERS = {letter: 10 + number for number, letter in enumerate("ABCDEFGHJKLMNPQRSTUVXYWZIO")}
_FIRST_YEAR = 1900


def is_resident(number: str) -> bool:
    """A number of a resident's card of the mainland, 18 signs: province, birthday and check digit are right.

    >>> is_resident("11010519491231002X"), is_resident("110105194912310021")
    (True, False)
    """
    if len(number) != 18 or not number[:17].isdecimal() or number[:2] not in _PROVINCES:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False))
    return number[17].upper() == _SIGNS[total % 11] and _is_birthday(number[6:14])


def is_old_resident(number: str) -> bool:
    """The same of before 1999, 15 digits without a check digit: province and birthday are right.

    >>> is_old_resident("110105491231002"), is_old_resident("990105491231002")
    (True, False)
    """
    return len(number) == 15 and number.isdecimal() and number[:2] in _PROVINCES and _is_birthday(f"19{number[6:12]}")


def is_taiwanese(number: str) -> bool:
    """A number of a card of Taiwan: a letter and nine digits.

    >>> is_taiwanese("A123456789"), is_taiwanese("A123456788")
    (True, False)
    """
    if len(number) != 10 or number[0] not in _LETTERS or not number[1:].isdecimal() or number[1] not in "1289":
        return False
    tens, ones = divmod(_LETTERS[number[0]], 10)
    digits = [int(digit) for digit in number[1:]]
    return (
        tens + 9 * ones + sum(weight * digit for weight, digit in zip((8, 7, 6, 5, 4, 3, 2, 1, 1), digits, strict=True))
    ) % 10 == 0


def is_hong_kong(number: str) -> bool:
    """A number of a card of Hong Kong: one or two letters, six digits, the check digit in brackets.

    >>> is_hong_kong("A123456(3)"), is_hong_kong("A123456(4)")
    (True, False)
    """
    bare = number.replace("(", "").replace(")", "")
    letters = bare[:-7]
    if len(letters) not in (1, 2) or not letters.isalpha() or not bare[-7:-1].isdecimal():
        return False
    values = [36 if sign == " " else ord(sign) - 55 if sign.isalpha() else int(sign) for sign in letters.rjust(2) + bare[-7:-1]]
    total = sum(weight * value for weight, value in zip((9, 8, 7, 6, 5, 4, 3, 2), values, strict=True))
    return bare[-1] == "0A987654321"[total % 11]


def is_card(number: str) -> bool:
    """Whether the last digit fits by Luhn's formula (ISO/IEC 7812), as of every card of a bank.

    >>> is_card("6222021234567890128"), is_card("6222021234567890123")
    (True, False)
    """
    digits = [int(digit) for digit in reversed(number)]
    return (sum(digits[::2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])) % 10 == 0


def _is_birthday(digits: str) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return _FIRST_YEAR <= born.year <= date.max.year and born <= date.today()
