"""What can be said of a regular expression without running it: which strings every match must hold, and whether it may take
exponential time. Read off the tree that the standard library's own parser builds.
"""

from __future__ import annotations

import importlib
import re
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import product
from typing import Any, NamedTuple

from cleaners.rules.guards import Guard

# The parser has no public name; the tree's shape has been the same since Python 3.11, and the tests would show a change.
_parse: Callable[[str, int], Any] = importlib.import_module("re._parser").parse

_MOST_STRINGS = 64  # alternatives multiplied out: `(?:a|b)(?:c|d)` gives four
_MOST_GUARDS = 24  # strings of one set, and alternatives, that are worth looking for
_PROSE = "。,的了是在一“;:"  # folded; the commonest marks and characters of Chinese text
_MANY = 8  # a repeat that may run longer than this counts as unbounded

_PROBE_SECONDS = 0.05
_PROBE_LENGTH = 400
_PROBE_BRANCHES = 6
"""Rules get lines of a few hundred characters at most. A pattern of polynomial time takes far less than the limit on 400
characters, one of exponential time passes it before 40."""

Strings = frozenset[str]
_NOTHING: Strings = frozenset({""})


def required_strings(pattern: str) -> Strings | None:
    """Lower-case strings one of which is in everything that `pattern` matches; None where there are none."""
    exact, required = _facts(_parse(pattern, re.IGNORECASE))
    return _better(exact, required)


def _facts(sequence: Iterable[tuple[Any, Any]]) -> tuple[Strings | None, Strings | None]:
    """(all that the sequence matches, if that is a short list; strings one of which a match holds)."""
    run, best, whole = _NOTHING, None, True
    for operation, argument in sequence:
        exact, required = _facts_of_one(str(operation), argument)
        if exact is not None and len(run) * len(exact) <= _MOST_STRINGS:
            run = frozenset(left + right for left, right in product(run, exact))
            continue
        whole = False
        best = _better(best, run, required)
        run = exact if exact is not None else _NOTHING
    return (run if whole else None), (best if whole else _better(best, run))


def _facts_of_one(operation: str, argument: Any) -> tuple[Strings | None, Strings | None]:
    match operation:
        case "LITERAL":
            return frozenset({chr(argument).lower()}), None
        case "IN" if len(argument) <= 8 and all(str(kind) == "LITERAL" for kind, _ in argument):
            return frozenset(chr(code).lower() for _, code in argument), None
        case "AT" | "ASSERT" | "ASSERT_NOT":
            return _NOTHING, None
        case "SUBPATTERN":
            return _facts(argument[3])
        case "ATOMIC_GROUP":
            return _facts(argument)
        case "BRANCH":
            parts = [_facts(part) for part in argument[1]]
            exact = frozenset[str]().union(*(part or () for part, _ in parts)) if all(part for part, _ in parts) else None
            needed = [_better(*part) for part in parts]
            required = frozenset[str]().union(*(part or () for part in needed)) if all(needed) else None
            return exact, required
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            least, most, body = argument
            exact, required = _facts(body)
            if most == 1 and exact is not None:
                return (exact if least else exact | _NOTHING), None
            return None, (_better(exact, required) if least else None)
    return None, None


def _better(*choices: Strings | None) -> Strings | None:
    """The set to look for: long strings first, then few of them."""
    useful = [choice for choice in choices if choice and "" not in choice]
    return max(useful, key=lambda choice: (min(3, min(map(len, choice))), -len(choice)), default=None)


def guard_of(pattern: str) -> Guard:
    """What a text must hold for `pattern` to match in it; empty where nothing can be said."""
    alternatives = list(_alternatives(_parse(pattern, re.IGNORECASE)))
    needed = [
        tuple(sorted({tuple(sorted(strings)) for strings in _needed(alternative) if len(strings) <= _MOST_GUARDS}, key=_cost))
        for alternative in alternatives
    ]
    return tuple(needed) if all(needed) and len(needed) <= _MOST_GUARDS else ()


def foreign_signs(pattern: str) -> str:
    """Which of the most frequent signs of prose no match of `pattern` has in it."""
    tree = _parse(pattern, re.IGNORECASE)
    return "".join(sign for sign in _PROSE if not _takes(tree, sign))


def widest(pattern: str) -> int:
    """The length of the longest match; very large where there is none."""
    return int(_parse(pattern, re.IGNORECASE).getwidth()[1])


def _takes(sequence: Iterable[tuple[Any, Any]], sign: str) -> bool:
    for operation, argument in sequence:
        name = str(operation)
        if name == "ANY" or (name == "IN" and _member_of(argument, sign)):
            return True
        if name in ("LITERAL", "NOT_LITERAL") and (argument == ord(sign)) == (name == "LITERAL"):
            return True
        if name in ("GROUPREF_EXISTS",):
            return True
        if name not in ("ASSERT", "ASSERT_NOT") and any(_takes(part, sign) for part in _inside(name, argument)):
            return True
    return False


def _inside(name: str, argument: Any) -> list[Any]:
    if name.endswith("_REPEAT"):
        return [argument[2]]
    return [argument] if name == "ATOMIC_GROUP" else _parts(name, argument)


def _member_of(items: list[tuple[Any, Any]], sign: str) -> bool:
    negated, found = False, False
    for kind, value in items:
        match str(kind):
            case "NEGATE":
                negated = True
            case "LITERAL":
                found |= value == ord(sign)
            case "RANGE":
                found |= value[0] <= ord(sign) <= value[1]
            case "CATEGORY":
                kind_of = {"WORD": r"\w", "DIGIT": r"\d", "SPACE": r"\s"}[str(value).split("_")[-1]]
                found |= (re.match(kind_of, sign) is None) == ("_NOT_" in str(value))
    return found != negated


def _cost(strings: tuple[str, ...]) -> tuple[int, int, tuple[str, ...]]:
    """Sets that most texts do not meet come first: long strings, and few."""
    return -min(2, min(map(len, strings))), len(strings), strings


def _alternatives(sequence: Any) -> Iterator[Any]:
    """The sequences of which a match is one."""
    items = list(sequence)
    if len(items) == 1 and str(items[0][0]) == "BRANCH":
        for part in items[0][1][1]:
            yield from _alternatives(part)
    elif len(items) == 1 and str(items[0][0]) == "SUBPATTERN":
        yield from _alternatives(items[0][1][3])
    else:
        yield items


def _needed(sequence: Iterable[tuple[Any, Any]]) -> list[Strings]:
    """Sets of strings of each of which a match holds one."""
    found: list[Strings] = []
    run = _NOTHING
    for operation, argument in sequence:
        name = str(operation)
        exact, required = _facts_of_one(name, argument)
        if name == "ASSERT":
            found += _needed(argument[1])
        if exact is not None and len(run) * len(exact) <= _MOST_STRINGS:
            run = frozenset(left + right for left, right in product(run, exact))
            continue
        found.append(run)
        run = exact if exact is not None else _NOTHING
        if name == "SUBPATTERN":
            found += _needed(argument[3])
        elif name == "ATOMIC_GROUP":
            found += _needed(argument)
        elif name.endswith("_REPEAT") and argument[0]:
            found += _needed(argument[2])
        elif required:
            found.append(required)
    return [strings for strings in (*found, run) if strings and "" not in strings]


def nested_repeat(pattern: str) -> bool:
    """Whether an unbounded repeat stands directly or deeper inside another one, as in `(a+)+`. Possessive repeats and atomic
    groups never try a second way, so they may hold anything."""
    return _nested(_parse(pattern, re.IGNORECASE), inside=False)


def _nested(sequence: Iterable[tuple[Any, Any]], inside: bool) -> bool:
    for operation, argument in sequence:
        name = str(operation)
        if name in ("MAX_REPEAT", "MIN_REPEAT"):
            long = argument[1] > _MANY and argument[1] != argument[0]
            if (long and inside) or _nested(argument[2], inside or long):
                return True
        elif name in ("POSSESSIVE_REPEAT", "ATOMIC_GROUP"):
            if _nested(argument[2] if name == "POSSESSIVE_REPEAT" else argument, inside=False):
                return True
        elif any(_nested(part, inside) for part in _parts(name, argument)):
            return True
    return False


def _parts(name: str, argument: Any) -> list[Any]:
    """What a node holds, for the nodes that hold patterns and repeat nothing."""
    match name:
        case "SUBPATTERN":
            return [argument[3]]
        case "BRANCH":
            return list(argument[1])
        case "ASSERT" | "ASSERT_NOT":
            return [argument[1]]
    return []


def slow_probe(pattern: str) -> str:
    """A string on which `pattern` takes too long to fail, shortened; "" when none of the probes does. Each repeat of the pattern
    is pumped in turn, from short to long, so that an exponential pattern is stopped at its first slow string."""
    tree = _parse(pattern, re.IGNORECASE)
    compiled = re.compile(pattern, re.IGNORECASE)
    for pumped in _repeats(tree):
        for branch in range(min(_PROBE_BRANCHES, _most_branches(pumped[2]))):
            times = 2
            while True:
                probe = _sample(tree, _Pump(pumped, times, branch)) + "\0"
                start = time.perf_counter()
                compiled.fullmatch(probe)
                if time.perf_counter() - start > _PROBE_SECONDS:
                    return probe if len(probe) < 60 else probe[:60] + "…"
                if len(probe) > _PROBE_LENGTH or times > _PROBE_LENGTH:
                    break
                times += 2 if times < 40 else times // 2
    return ""


class _Pump(NamedTuple):
    """The repeat that a probe pumps, how often, and which branch of what it holds."""

    repeat: Any
    times: int
    branch: int


def _most_branches(sequence: Iterable[tuple[Any, Any]]) -> int:
    most = 1
    for operation, argument in sequence:
        name = str(operation)
        if name == "BRANCH":
            most = max(most, len(argument[1]))
        most = max(most, *map(_most_branches, _inside(name, argument)), 1)
    return most


def _repeats(sequence: Iterable[tuple[Any, Any]]) -> Iterator[Any]:
    for operation, argument in sequence:
        name = str(operation)
        if name in ("MAX_REPEAT", "MIN_REPEAT"):
            if argument[1] > _MANY:
                yield argument
            yield from _repeats(argument[2])
        elif name in ("POSSESSIVE_REPEAT", "ATOMIC_GROUP"):
            yield from _repeats(argument[2] if name == "POSSESSIVE_REPEAT" else argument)
        else:
            for part in _parts(name, argument):
                yield from _repeats(part)


def _sample(sequence: Iterable[tuple[Any, Any]], pump: _Pump, inside: bool = False) -> str:
    """A string that the pattern (nearly) matches, one repeat pumped."""
    out = []
    for operation, argument in sequence:
        name = str(operation)
        if name == "LITERAL":
            out.append(chr(argument))
        elif name == "IN":
            out.append(_member(argument))
        elif name in ("ANY", "NOT_LITERAL"):
            out.append("中")
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            here = argument is pump.repeat
            count = pump.times if here else max(argument[0], 1 if argument[1] > _MANY else 0)
            out.append(_sample(argument[2], pump, inside or here) * min(count, _PROBE_LENGTH))
        elif name == "ATOMIC_GROUP":
            out.append(_sample(argument, pump, inside))
        elif name == "BRANCH":
            parts = argument[1]
            chosen = parts[pump.branch % len(parts)] if inside else parts[0]
            holding = next((part for part in parts if any(repeat is pump.repeat for repeat in _repeats(part))), chosen)
            out.append(_sample(holding, pump, inside))
        elif name == "SUBPATTERN":
            out.append(_sample(argument[3], pump, inside))
    return "".join(out)


def _member(items: list[tuple[Any, Any]]) -> str:
    if str(items[0][0]) == "NEGATE":
        return "中"
    for kind, value in items:
        match str(kind):
            case "LITERAL":
                return chr(value)
            case "RANGE":
                return chr(value[0])
            case "CATEGORY":
                return {"CATEGORY_DIGIT": "1", "CATEGORY_SPACE": " "}.get(str(value), "a")
    return "中"
