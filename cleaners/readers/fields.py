"""Fields of word processors: their results are text, their instructions are not, but for the few that are shown as they stand."""

from __future__ import annotations

import re

from cleaners.readers.symbols import symbol

_EQUATION = re.compile(r"\s*eq\b", re.IGNORECASE)
_SYMBOL = re.compile(r'\s*symbol\s+(0x[0-9a-f]+|\d+)(?:.*?\\f\s+"?([^"\\]+))?', re.IGNORECASE)
_SWITCH = re.compile(
    r"\\\*\s*\w+|\\(?:up|do|ai|di|al|ac|ar|ad|co|vs|hs|fo|ba|li|ri|to|bo|le|in|su|pr|fc|vc|bc|lc|rc)\s?\d*|\*\s?\w+\d*", re.I
)
_HINT = re.compile(r'\\?\*?\s*"[^"]*"|\\?\*\s*(?:jc|hps)\d+', re.IGNORECASE)
_CALL = re.compile(r"\\([a-z])\b", re.IGNORECASE)


def instruction_text(instruction: str) -> str:
    """What a field without a result shows: of an EQ field that sets characters over each other (a ring round a character, a
    reading over its base) the base; of a SYMBOL field its character."""
    if found := _SYMBOL.match(instruction):
        return symbol(int(found[1], 0), found[2] or "")
    equation = _EQUATION.match(instruction)
    if equation is None:
        return ""
    return _shown(_HINT.sub("", instruction[equation.end() :]))


def _shown(body: str) -> str:
    """The last argument of each overstrike (the base under a ring or a reading); of other calls all arguments."""
    pieces, at = [], 0
    while at < len(body):
        call = _CALL.search(body, at)
        open_at = body.find("(", call.end()) if call else -1
        if call is None or open_at < 0:
            pieces.append(_SWITCH.sub("", body[at:]))
            break
        pieces.append(_SWITCH.sub("", body[at : call.start()]))
        arguments, at = _arguments(body, open_at)
        if call[1] in "oO":
            raised = [argument for argument in arguments if not re.match(r"\s*\\s", argument)]
            pieces.append(_shown(raised[-1] if raised else ""))
        else:
            joint = "/" if call[1] in "fF" else ""
            pieces.append(joint.join(map(_shown, arguments)))
    return "".join(pieces).strip()


def _arguments(body: str, at: int) -> tuple[list[str], int]:
    """The arguments in the brackets that open at `at`, and where they end."""
    found: list[str] = []
    depth, begin = 0, at + 1
    for place in range(at, len(body)):
        sign = body[place]
        if sign in "(（":
            depth += 1
        elif sign in ")）":
            depth -= 1
            if not depth:
                return [*found, body[begin:place]], place + 1
        elif sign in ",;，" and depth == 1:
            found.append(body[begin:place])
            begin = place + 1
    return [*found, body[begin:]], len(body)
