"""Word 6 to 2003, and the .wps of WPS Office: the text of a compound file with a stream `WordDocument`.

After [MS-DOC]; for Word 6 and 95, whose description is no longer published, after the common part of both. One module a
structure: `fib` the head, `pieces` the text, `sprms` properties, `formatting` who has them, `story` text to lines.
"""

from cleaners.readers.doc.reader import read

__all__ = ["read"]
