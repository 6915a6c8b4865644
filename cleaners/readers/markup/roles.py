"""What classes say of an element that matters to a reader: code, its line numbers and buttons, formulas, links to edit with.

The names are those of highlighters, forums and wikis; what the name says holds only where the text fits: a line number is digits,
a button a few words.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from cleaners.readers.markup.formulas import holds_formula

Role = Literal["", "formula", "code", "wrapper", "number", "control", "edit", "unseen", "post"]

# How many characters a button, a language's name, a link to edit with may have.
MAX_CONTROL = 60
# Names that are remembered, over pages.
MAX_CLASSES = 16_384
DIGITS = re.compile(r"[\s\d.:|+\-\u00a0]*")


def _named(*names: str) -> re.Pattern[str]:
    """A pattern for classes one of which is so called."""
    return re.compile(rf"(?:^|\s)(?:{'|'.join(names)})(?:\s|$)", re.IGNORECASE)


# Elements that are code though no <pre> is round it; line ends in them are elements.
_CODE = _named(
    "syntaxhighlighter", "dp-highlighter", "highlighttable", "codehilitetable", "rouge-table", "lntable", "blob-code(?:-inner)?",
    "js-file-line-container", "crayon-(?:pre|table)", "blockcode", "hljs-ln", "react-code-text", "code-snippet__js",
    "CodeMirror-code", "linenums", "cm-content", "view-lines",
)  # fmt: skip
# Elements round code and what belongs to it: title bar, buttons.
_WRAPPER = _named(
    "cnblogs_code", "code-toolbar", r"code_?-?block[\w-]*", r"code-?wrap(?:per)?[\w-]*", "code-?box", "code-area", "codehilite",
    r"highlight(?:-[\w-]+)?", "highlighter-rouge", "code-?container", "theme-code-block", "crayon-(?:syntax|main)",
    "wp-block-code", "prettyprint", "code-snippet__fix", r"language-[\w+#-]+", "brush:", "hljs", "code-view", "md-code-block",
    "snippet-clipboard-content", "zeroclipboard-container", "pre-code",
)  # fmt: skip
_NUMBER = _named(
    "gutter", "gl", "linenos?", "linenodiv", "line-?numbers?(?:-rows|-wrapper)?", "line_?nums?", "lnt?", "lno", "pre-numbering",
    "hljs-ln-(?:numbers|n)", "blob-num", "js-line-number", "crayon-nums?(?:-content)?", "code-snippet__line-index",
    "rouge-gutter", "diff-line-num", "CodeMirror-(?:linenumber|gutter-wrapper)", "cm-gutter(?:s|Element)?", "react-line-number",
    r"codeLineNumber[\w-]*", "code-line-num(?:ber)?", "line-index", "numbering", "rownum", "ln-num", "data-line-number",
)  # fmt: skip
_CONTROL = re.compile(
    r"(?:^|[\s_-])(?:copy(?:able|code|btn)?|btn|buttons?|buttonGroup\w*|tool(?:bar|s|bar_item|bar-item)|clipboard|fold|expand|"
    r"lang(?:uage)?(?:-?(?:name|label|tag))?|header(?:Left|Right)?|copyBtn|hljs-button|signin|code-?lang)(?:$|[\s_-])",
    re.IGNORECASE,
)
_CONTROL_END = re.compile(
    r"(?:(?<![A-Za-z])lang|copy-?(?:code-?)?btn|copyCodeBtn|CopyButton|copy-button|codeCopy\w*)(?:$|[\s_-])", re.IGNORECASE
)
_EDIT = _named(
    "mw-editsection", "editsection", "edit-?(?:icon|link|lemma|btn|paragraph)", "j-edit-link", "headerlink", "header-?anchor",
    "hash-link", "anchor(?:-?link|js-link)?", "heading-anchor", "permalink", "section-edit",
)  # fmt: skip
_UNSEEN = _named("title-prefix")
# Cells that hold a post of a forum.
_POST = _named("t_f", "t_msgfont", "t_fsz", "postmessage", "post[_-]?(?:content|body|text|message)", "msgbody", "tpc_content")

_HOLDS_POST = re.compile(r"(?:^|[\s_-])(?:content|message|msg|post|posts?text|posts?body)(?:$|\s)", re.IGNORECASE)


def may_hold_post(words: str) -> bool:
    """Whether a cell that holds several lines may be a post, by its name: beside it stands at most who wrote it."""
    return bool(words) and _HOLDS_POST.search(words) is not None


EDIT_TEXT = re.compile(
    r"\s*[\[［【(]?\s*(?:编辑|編輯|编辑本段|編輯本段|修改|edit|编辑源代码|編輯原始碼|查看源代码|播报|添加(?:义项|图片)?|收藏|讨论)"
    r"(?:\s*[|/|·]?\s*(?:编辑源代码|編輯原始碼|编辑|播报|讨论|edit source))?\s*[\]］】)]?\s*|\s*[¶#§🔗\u200b¤]\s*|\s*",
    re.IGNORECASE,
)
CONTROL_TEXT = re.compile(
    r"\s*(?:(?:登录|登录后|一键|点击)?复制(?:代码|全文|成功|代码到剪贴板)?|複製(?:程式碼|代碼)?|copy(?: code| to clipboard)?!?"
    r"|copied!?|复制到剪贴板|切换自动换行|自动换行|展开(?:代码)?|收起(?:代码)?|折叠|运行(?:代码)?|AI代码解释|代码解读"
    r"|view (?:plain|raw|source)|print\??|\?|raw|纯文本(?:查看|复制)|查看纯文本|打印|[.·…]|\[[A-Za-z+#]{1,12}\]|\s|\|)+\s*",
    re.IGNORECASE,
)
_LANGUAGE_NAME = re.compile(r"\s*[A-Za-z][\w+#./ -]{0,20}\s*")
_LANGUAGE = re.compile(r"(?:^|[\s_-])(?:code-?)?lang(?:uage)?(?:-?(?:name|label|tag))?(?:$|\s)", re.IGNORECASE)

# A part of all names below: most classes have none.
_ANY = re.compile(
    r"code|high|lin|num|gutter|\bgl\b|\blnt?\b|lno|crayon|hljs|brush|prett|copy|btn|button|tool|clip|fold|expand|lang|header|signin|edit|anchor|perma"
    r"|hash|title-prefix|t_f|t_msg|post|msg|tpc|katex|mathjax|mjx|mwe|ztext|formula|math|latex|dp-|syntax|table|mirror|cm-",
    re.IGNORECASE,
)


# Sites name their parts alike on all pages.
@lru_cache(MAX_CLASSES)
def role_of(classes: str) -> Role:
    """The role that the classes of an element name, "" for most."""
    if not _ANY.search(classes):
        return ""
    for role, pattern in _PATTERNS:
        if pattern.search(classes):
            return role
    return "formula" if holds_formula(classes) else ""


# What is narrower stands first: `hljs-ln-numbers` is no code, `code-block-copy-btn` no wrapper.
_PATTERNS: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("number", _NUMBER),
    ("edit", _EDIT),
    ("control", _CONTROL_END),
    ("code", _CODE),
    ("wrapper", _WRAPPER),
    ("control", _CONTROL),
    ("post", _POST),
    ("unseen", _UNSEEN),
)


def is_control(text: str, classes: str) -> bool:
    """Whether the text of an element beside code is a button or the name of the code's language."""
    return bool(CONTROL_TEXT.fullmatch(text) or (_LANGUAGE.search(classes) and _LANGUAGE_NAME.fullmatch(text)))
