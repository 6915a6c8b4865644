"""What can be done about a rejected document, by its reason."""

from __future__ import annotations

from cleaners.origin import RejectReason

NEXT: dict[RejectReason, str] = {
    "encrypted": "It is locked: save it without its password, then clean it again.",
    "scanned": "Its pages are pictures: run a program for OCR over it, and clean what comes of that.",
    "garbled": "Its characters are lost or belong to a font of the site's own: get it anew, or give a font_map.",
    "broken": "It is damaged or is not what its name says: get it anew, or open and save it with the program that made it.",
    "bomb": "It unpacks to far more than a document holds: take it apart by hand if you trust it.",
    "too_large": "It is larger than a limit: raise max_bytes, or cut it into parts.",
    "timeout": "It took longer than a document may: try again when the machine is less busy.",
    "memory": "It took more memory than a worker may use: try again, or cut it into parts.",
    "crash": "A reader gave up on it: `qingwen doctor` tells whether all libraries are there.",
    "unsupported": "No reader takes this format: `qingwen doctor` lists what can be read, and what an extra would add.",
    "unreadable": "The file cannot be opened: see to its permissions.",
    "empty": "Nothing but the site's own text stands in it; `--set clean.boilerplate=false` shows that text.",
    "blocked": "It is a verification, error or removal page in place of a document: fetch the page anew.",
    "filtered": "A filter under [clean] leaves it out; without that filter it would be delivered.",
}
