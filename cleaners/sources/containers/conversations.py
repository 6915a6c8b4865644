"""Conversations in JSON, read by their shape into text: a turn begins a line, `role: text`, with the role as the record
writes it; where a turn has a time, `[time] role: text`. A message's own line ends stay.

Shapes: lists of turns (`messages`, `conversations` ...), pairs of fields (`instruction`, `input`, `output`; `prompt`, `chosen`,
`rejected`; `question`, `answer`), posts with comments and replies, lists of strings."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from cleaners.sources.containers.fields import AUTHORS, TEXT_FIELDS, first, key_of

_TURNS = (
    "messages",
    "conversations",
    "conversation",
    "dialog",
    "dialogue",
    "dialogs",
    "turns",
    "utterances",
    "chat",
    "对话",
    "消息",
)
_COMMENTS = ("comments", "comment_list", "replies", "reply_list", "sub_comments", "children", "answers", "posts", "floors",
             "评论", "回复", "回答", "跟帖")  # fmt: skip
# Fields that are turns themselves, in their order; a record needs two of one row.
PAIRS = (
    ("system", "instruction", "input", "output", "response"),
    ("system", "prompt", "response", "completion", "output", "chosen", "rejected"),
    ("system", "context", "question", "answer", "answers", "chosen", "rejected"),
    ("system", "query", "response", "answer"),
    ("input", "output"), ("input", "target"), ("human", "assistant"), ("chosen", "rejected"),
    ("问题", "问题描述", "回答", "答案"), ("提问", "回答"), ("问", "答"), ("指令", "输入", "输出"),
)  # fmt: skip
_ANSWERS = ("chosen", "rejected", "completion", "response")
_ROLE = ("role", "from", "speaker", "sender", "name", "author", "user", "角色", "发送者", "说话人", "发言人", *AUTHORS)
_SAID = (
    "content",
    "value",
    "text",
    "message",
    "utterance",
    "msg",
    "comment",
    "reply",
    "内容",
    "消息",
    "评论",
    "发言",
    *TEXT_FIELDS,
)
_TIME = ("time", "date", "timestamp", "created_at", "create_time", "时间", "日期", "发布时间")


class _Turn(NamedTuple):
    role: str
    text: str
    time: str = ""
    whole: bool = True
    """Whether the turn holds all that its object does."""

    def line(self, roles: bool) -> str:
        if not roles or not self.role:
            return self.text
        return f"{f'[{self.time}] ' if self.time else ''}{self.role}: {self.text}"


def conversation_of(value: Any, used: set[str], *, roles: bool = True) -> str | None:
    """The conversation that a value of JSON is, as text; None where it has no such shape. The names of the fields that the text
    holds in full go into `used`. Without `roles` the text holds the words alone, and all fields stay where they are."""
    if isinstance(value, list):  # a list of lists may be a table
        return _text(_list_turns(value), roles) if not any(isinstance(one, list) for one in value) else None
    if not isinstance(value, Mapping):
        return None
    taken = set[str]()
    text = _text(_record_turns(value, taken), roles)
    if text is not None and roles:
        used |= taken
    return text


def is_turn(value: Any) -> bool:
    """Whether an object is one turn of a conversation and no record of its own."""
    return isinstance(value, Mapping) and (("role" in value and "content" in value) or ("from" in value and "value" in value))


def with_comments(text: str, record: Mapping[str, Any], used: set[str]) -> str:
    """A post's text with the comments on it, each a line behind it."""
    lines = [turn.line(roles=True) for turn in _comments(record, used)]
    return "\n".join([text, *lines]) if lines else text


def _text(turns: list[_Turn] | None, roles: bool) -> str | None:
    if not turns or not any(turn.text for turn in turns):
        return None
    return "\n".join(turn.line(roles) for turn in turns if turn.text)


def _record_turns(record: Mapping[str, Any], used: set[str]) -> list[_Turn] | None:
    for name in _TURNS:
        turns = _list_turns(record.get(name))
        if turns:
            head = [_Turn("system", said)] if isinstance(said := record.get("system"), str) and said else []
            used.update(["system"] if head else [])
            if all(turn.whole for turn in turns):
                used.add(name)
            return head + turns
    for names in PAIRS:
        pairs = [(name, turns) for name in names if name in record and (turns := _field_turns(name, record[name])) is not None]
        if len(pairs) > 1 and any(turn.text for _, turns in pairs[-1:] for turn in turns):
            before = _list_turns(record.get("history")) or []
            used.update(name for name, turns in pairs if all(turn.whole for turn in turns))
            used.update(["history"] if before else [])
            return before + [turn for _, turns in pairs for turn in turns]
    return _comments(record, used)


def _field_turns(name: str, value: Any) -> list[_Turn] | None:
    """The turns that a field of a pair is: its text, several answers, or a list of turns (`chosen`)."""
    if value is None or isinstance(value, str):
        return [_Turn(name, value or "")]
    if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        return [_Turn(name, one) for one in value]
    turns = _list_turns(value)
    if turns and name in _ANSWERS:  # several answers to one question, told apart
        return [turn._replace(role=f"{name} {turn.role}".rstrip()) for turn in turns]
    return turns


def _list_turns(value: Any) -> list[_Turn] | None:
    """The turns in a list: of objects with a role and a text, of objects whose keys are the roles, of strings, of pairs."""
    if not isinstance(value, list) or not value:
        return None
    turns: list[_Turn] = []
    for one in value:
        found = list(_turns_of(one))
        if not found:
            return None
        turns += found
    return turns


def _turns_of(one: Any) -> Iterator[_Turn]:
    if isinstance(one, str):
        yield _Turn("", one)
    elif isinstance(one, list) and len(one) == 2 and all(isinstance(said, str) for said in one):
        yield from (_Turn(role, said) for role, said in zip(("user", "assistant"), one, strict=True))
    elif isinstance(one, Mapping):
        turn = _turn(one)
        if turn is not None:
            yield turn
        elif one and not one.keys() & {"role", "from"} and all(isinstance(said, str) for said in one.values()):
            yield from (_Turn(str(role), said) for role, said in one.items())


def _turn(one: Mapping[str, Any]) -> _Turn | None:
    """The turn that an object with a role and a text is."""
    read = set[str]()
    role = first(one, _ROLE, read) or _named(one, read)
    calls = one.get("tool_calls") or one.get("function_call")
    for name in _SAID:
        key = key_of(one, name)
        if not key or key in read or (said := _said(one[key])) is None:
            continue
        if calls and not said:
            break
        time = first(one, _TIME, read)
        whole = read | {key} >= one.keys() and not time.isdecimal() and _all_text(one[key])
        return _Turn(role, said, "" if time.isdecimal() else time, whole)
    if role and calls:
        return _Turn(role, json.dumps(calls, ensure_ascii=False, separators=(",", ":")), whole=False)
    return _Turn(role, "", whole=False) if role and "type" in one else None


def _named(one: Mapping[str, Any], read: set[str]) -> str:
    """The name in an object that stands for somebody (`user: {"nickname": ...}`)."""
    for name in ("user", "author", "sender", "member", "from", "用户", "作者"):
        who = one.get(name)
        if isinstance(who, Mapping):
            said = first(who, ("name", "nickname", "screen_name", "username", "nick_name", "uname", "昵称"), set())
            if said:
                read.update([name] if len(who) == 1 else [])
                return said
    return ""


def _said(value: Any) -> str | None:
    """What was said: a text, or pieces of it (text and pictures, links, mentions)."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if not isinstance(value, list):
        return None
    if not all(isinstance(piece, str | Mapping) for piece in value):
        return None
    pieces = [piece if isinstance(piece, str) else _piece(piece) for piece in value]
    return ("" if any(isinstance(piece, str) for piece in value) else "\n").join(pieces)


def _all_text(value: Any) -> bool:
    return not isinstance(value, list) or all(isinstance(piece, str) or piece.keys() <= {"type", "text"} for piece in value)


def _piece(piece: Mapping[str, Any]) -> str:
    text = piece.get("text")
    return text if isinstance(text, str) else f"[{piece.get('type', '')}]"


def _comments(record: Mapping[str, Any], used: set[str]) -> list[_Turn]:
    """Comments and their replies, in the order in which they are read: each reply behind what it answers."""
    turns: list[_Turn] = []
    for name in _COMMENTS:
        value = record.get(name)
        if not isinstance(value, list) or not value or (name == "posts" and _titled(value)):
            continue
        found = list(_thread(value))
        turns += found
        if found and all(turn.whole for turn in found):
            used.add(name)
    return turns


def _titled(posts: list[Any]) -> bool:
    """Whether they are articles, each a record of its own, and no thread."""
    return any(isinstance(post, Mapping) and post.get("title") for post in posts)


def _thread(comments: list[Any]) -> Iterator[_Turn]:
    waiting = list(reversed(comments))
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield _Turn("", one)
        elif isinstance(one, Mapping):
            answers = {name: value for name in _COMMENTS if isinstance(value := one.get(name), list)}
            own = {key: value for key, value in one.items() if key not in answers}
            turn = _turn(own)
            yield turn if turn is not None else _Turn("", "", whole=False)
            waiting += (reply for value in reversed(list(answers.values())) for reply in reversed(value))
        else:
            yield _Turn("", "", whole=False)
