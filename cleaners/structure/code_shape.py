"""What a single line of program code, of a configuration file or of a console looks like, in any language."""

from __future__ import annotations

import re
from enum import IntEnum

from cleaners.characters.han import HAN_ALL
from cleaners.characters.lazy_pattern import lazy_pattern


class Shape(IntEnum):
    """What a line says about whether code stands here."""

    PROSE = 0  # it has Chinese outside of strings and comments
    INSIDE = 1  # within a comment or text of several lines, in which anything may stand
    EITHER = 2  # a comment, a word, a line of output: code where code stands on both sides
    FIELD = 3  # `key: value`: of a configuration where its lines are nested
    CODE = 4


_QUOTED = r"\"[^\"\n]*+\"|'[^'\n]*+'|`[^`\n]*+`"
# Comments run to the end of the line. A mark that needs a blank before it is one of addresses and numbers as well.
_TEXTS = lazy_pattern(rf"{_QUOTED}|(?:(?:^|(?<=[ \t;{{}}()]))(?:#|//|--|%|;)|/\*|<!--).*")
_COMMENT = lazy_pattern(r"(?:#(?!\#)|//|/\*|\*(?!\*)|--(?!-)|<!--|%|;|REM\b|rem\b|'''|\"\"\")")
_HAN = lazy_pattern(f"[{HAN_ALL}，。；：？！、“”《》]")

_COMMANDS = (
    "sudo|apt|apt-get|yum|dnf|brew|pip3?|conda|npm|npx|yarn|pnpm|git|docker|kubectl|helm|cd|ls|mkdir|rm|cp|mv|cat|curl|wget|chmod|chown|"
    "echo|export|source|python3?|node|java|javac|gcc|g\\+\\+|clang|make|cmake|go|cargo|rustc|ssh|scp|tar|unzip|systemctl|service|"
    "mysql|psql|redis-cli|php|composer|artisan|ruby|gem|bundle|dotnet|mvn|gradle|adb|ffmpeg|grep|sed|awk|vim|nano|set|setx"
)
_TYPES = (
    "var|let|const|val|auto|int|long|short|float|double|char|bool|boolean|void|string|String|unsigned|signed|size_t|static|public|"
    "private|protected|internal|final|abstract|virtual|override|inline|struct|enum|union|interface|namespace|using|typedef|template|"
    "package|fn|func|function|fun|sub|local|export|extern|impl|mod|pub|type|trait|readonly|async|declare|class|object|data|module|"
    "constexpr|register|volatile|friend|operator|use|require|program|procedure|begin|dim"
)
# The left side of an assignment: names, members, indices. Possessive, so that no line is tried twice.
_TARGET = r"(?: [\w$@*&]++ | \.\w++ | \[[^\]\n]*+\] | -> | :: )++ (?: [ ]*+:[ ]*+[\w<>\[\],.| ]++ )?"
_ASSIGN = r"(?: [-+*/|&^%.:?] | << | >> | \*\* | // | \|\| | && )?+ = (?! [=] )"
_PROMPT = r"""
      (?:\$|>>>|\.\.\.|%|❯|➜)[ ] (?=[a-zA-Z./_\[({"'0-9-]) | PS[ ][^>]{0,80}> | [A-Z]:\\[^>]{0,80}>
    | [\w.-]{1,40}@[\w.-]{1,40}[^$\#]{0,80}[$\#][ ] | In[ ]?\[\d*+\]: | Out[ ]?\[\d*+\]:
    | (?:mysql|sqlite|irb|redis|ftp|MariaDB)[^>]{0,40}>
    """
_SQL = (
    "SELECT|INSERT[ ]INTO|UPDATE|DELETE[ ]FROM|CREATE[ ](?:TABLE|INDEX|DATABASE|VIEW)|ALTER[ ]TABLE|DROP[ ]|FROM|WHERE|"
    "GROUP[ ]BY|ORDER[ ]BY|LEFT[ ]JOIN|INNER[ ]JOIN|JOIN|VALUES|PRIMARY[ ]KEY|LIMIT"
)
_LATEX = (
    "documentclass|usepackage|begin|end|section|subsection|chapter|title|author|item|newcommand|label|caption|"
    "include(?:graphics)?|maketitle"
)
# How a line of code begins, or all of it.
_CODE = lazy_pattern(
    rf"""
      [)\]}}]++ [;,.)(]*+ $
    | \#[ \t]*+ (?: include|define|ifn?def|endif|pragma|undef|elif|error|if[ ]|else$ ) \b | \#!/ | \#\[\w
    | (?: // | /\* | \*/ | <!-- | <\?(?:php|xml|=) | \{{[{{%] )
    | from[ ]+[\w.]++[ ]+import\b | import[ ]+[\w.*{{"'@][\w.*{{}},/"'@ -]*+;?$
    | export[ ]+(?:default|[*{{]|const|function|class)
    | (?: async[ ]+)? def[ ]+\w++[ ]*+\( | class[ ]+\w++[ ]*+[:({{<] | @[A-Za-z_][\w.]*+ (?: \(.*\) )? $
    | (?: if|elif|for|while|with|switch|except|catch|foreach|match|unless|until )\b .* (?: [:{{)] | [ ]then | [ ]do )$
    | \}}?[ ]*+ (?: else|try|finally|do|default )[ ]*+ [:{{]? $ | else[ ]if\b | case[ ].++(?<=:)$
    | (?: return|yield|raise|throw|del|assert|goto|await )[ ]+ [\w.\[\]"'(){{}}+*/,:<>!&|%$?=~-]++
        (?: [ ]*+[-+*/%<>=&|?:,] .* | [ ]+(?:if|for|in|and|or|not|is)\b.* )? ;? $
    | (?: break|continue|pass|fi|done|esac|endif|endfor|endwhile|return|BEGIN|END ) ;? $
    | (?: {_TYPES} )\b [^.,!?]*? [=({{<:\[]
    | {_TARGET} [ \t]*+ {_ASSIGN} [ \t]*+ \S
    | (?: [\w$@]++ | \.\w++ | -> | :: | ! )++ (?: <[\w, <>]*+> )?+ \( .* \) [ ]*+ [;,:{{]? $      # a call
    | \.\w++ [({{] | \w++ [ ]*+ => | => [ ]*+ [{{(]?$ | (?: \$\w++ | @\w++ ) [ ]*+ [-=.:\[(]
    | {_PROMPT}
    | (?: {_COMMANDS} )[ ] (?= [^ ]*+[-./~$=@:"'_] | [^ ]++[ ]+[-./~$] | [^ ]++(?:[ ][^ ]++)?$ ) [\w./~$"'@:=-]
    | (?: {_SQL} )\b
    | "[^"\n]*+" [ ]*+ : | "[^"\n]*+" , $
    | \[{{1,2}} (?=[^\]\n]*+[A-Za-z]) [\w.:"/ -]++ \]{{1,2}} $ (?<! [ ]\] )                     # [section]
    | \\ (?: {_LATEX} )\b
    | [├└│][ ─│├└]*+ \S | \+ (?:[-=]{{2,}} \+)++ $
    | </? (?: html|head|body|script|style|template|svg|configuration|dependency|project|manifest ) \b [^<>]*+ >
    | (?: server|location|upstream|listen|proxy_pass|FROM|RUN|CMD|COPY|ENTRYPOINT|WORKDIR|ENV|EXPOSE )[ ]
        [\w./:~"\[=@-]++ .* [;{{\]\w"'/]$
    | (?: mov|push|pop|call|jmp|jne?|lea|add|sub|xor|cmp|ret|nop|int )[lqwb]? [ \t]++ [%$\w\[].* , [ ]*+ [%$\w\[]
    | \.\w++: $
    """,
    re.VERBOSE,
)
_FIELD = lazy_pattern(r"(?:-[ ]+)*+(?:[A-Za-z_][\w./-]{0,50}|\"[^\"\n]*+\")[ ]?:(?:[ ]+\S|$)")
_TAG = lazy_pattern(r"</?[A-Za-z][\w:.-]*+(?:[ \t][^<>]*+)?/?>|[\w:@.-]++=\"[^\"\n]*+\"[ ]*+/?>?$")
# `(b) the Supplier;` is a clause of a contract.
_CLAUSE = lazy_pattern(r"\(?[A-Za-z0-9]{1,4}[.)][ ]|[-*•][ ]")
# Opens or closes a block.
_BLOCK = frozenset("{}")
_OPERATOR = lazy_pattern(r"[=(){}\[\]<>]|\+\+|--|->|::")


def shape_of(bare: str, *, indented: bool) -> Shape:
    """The shape of a line that has no blanks at either end; `indented`: it stood behind some."""
    if not bare:
        return Shape.EITHER
    if bare.isascii():
        rest = _TEXTS.sub("", bare) if "//" in bare or "#" in bare or "/*" in bare else bare
    else:
        rest = _TEXTS.sub("", bare)
        if _HAN.search(rest) is not None:
            return Shape.CODE if bare[0] in "├└│" or (bare[0] in "\\<" and _CODE.match(bare) is not None) else Shape.PROSE
    last = rest.rstrip()[-1:]
    if last in _BLOCK or (last == ";" and not _is_sentence(rest)) or _CODE.match(bare) is not None:
        return Shape.CODE
    if indented and _TAG.match(bare) is not None:
        return Shape.CODE
    if _FIELD.match(bare) is not None:
        return Shape.FIELD
    return Shape.EITHER if rest.isascii() or _COMMENT.match(bare) is not None else Shape.PROSE


def _is_sentence(rest: str) -> bool:
    """Words that end in a semicolon."""
    return _CLAUSE.match(rest) is not None or (rest.count(" ") >= 2 and _OPERATOR.search(rest) is None)
