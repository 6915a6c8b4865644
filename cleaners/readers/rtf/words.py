"""Control words of RTF by what they mean to a reader."""

from __future__ import annotations

from cleaners.readers.flow import LineKind
from cleaners.readers.markup.scripts import Script
from cleaners.readers.names import names

# Groups whose text is shown elsewhere, under the kind of their lines.
ASIDE: dict[str, LineKind] = {
    **dict.fromkeys(("header", "headerl", "headerr", "headerf"), "header"),
    **dict.fromkeys(("footer", "footerl", "footerr", "footerf"), "footer"),
    "footnote": "footnote", "annotation": "comment", "shptxt": "paragraph",
}  # fmt: skip
# Groups whose text is collected: fonts, styles, properties, instructions, numbers of list items.
COLLECTED = names("fonttbl stylesheet title author creatim revtim fldinst listtext pntext")
# Groups that hold nothing that is shown, beside all that begin with \* and are not known.
SKIPPED = names(
    "colortbl sp pict objdata objclass objname shprslt nonshppict xe tc rxe txe bkmkstart bkmkend ftnsep ftnsepc ftncn "
    "aftnsep aftnsepc aftncn subject operator company doccomm keywords comment buptim printim atnid atnauthor atntime "
    "atnref atndate atnicn private1 nonesttables falt panose fontemb listtable listoverridetable revtbl rsidtbl "
    "generator themedata datafield formfield"
)
# What is said of styles and of fonts, each in a group of its own: where it stands in the text, the table about it is damaged.
OF_TABLES = names("additive sbasedon snext slink sqformat spriority ssemihidden sunhideused styrsid fcharset fprq")
THROUGH = names("shpinst shp result fldrslt field upr ud shpgrp")
SIGNS = {
    "tab": "\t", "line": "\n", "lbr": "\n", "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "emspace": "\u2003", "enspace": "\u2002", "qmspace": "\u2005",
    "page": "\n", "column": "\n",
}  # fmt: skip
# Raised and lowered text: by name, and by half points.
SCRIPTS: dict[str, Script | None] = {"super": "sup", "sub": "sub", "nosupersub": None, "up": "sup", "dn": "sub"}
