"""The record: its fields, stated once, the record of a document, and the JSON Schema of it.

Every key is always there, with one type, never null: readers that infer types from the first lines (Arrow) or refuse null (dolma)
stay content. `metadata` is flat.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple, get_args

import orjson

from cleaners.characters.printable import printable
from cleaners.document import Document, Omission, Origin, Scalar
from cleaners.errors import Rejected
from cleaners.options import CleanOptions
from cleaners.origin import OmissionReason, RejectReason
from cleaners.privacy.mask import masked
from cleaners.quality.signals import signals
from cleaners.records.account import Account, account_of
from cleaners.records.versions import PIPELINE, rules_version
from cleaners.sources import document_id

__all__ = [
    "FIELDS",
    "METADATA",
    "OMISSION",
    "REMOVAL",
    "Field",
    "json_schema",
    "path_text",
    "record_of",
    "rejected_record_of",
    "unpacked",
]


class Field(NamedTuple):
    """One field. Its type is that of the value it has when nothing is known."""

    name: str
    unknown: Scalar
    meaning: str
    values: tuple[str, ...] = ()


SCHEMA: Final = 2
"""Version of the layout of a record. 2: `omissions` and `removed` are JSON strings."""

NESTED: Final = ("omissions", "removed")

SCRIPTS: Final = ("", "hans", "hant", "mixed", "ja", "other")
OMISSIONS: Final = get_args(OmissionReason)
REJECTIONS: Final = get_args(RejectReason)

FIELDS: Final = (
    Field("id", "", "32 hex digits: digest of source, path and member; the same in every run and version"),
    Field("text", "", "NFC, lines end in \\n, a paragraph, heading, list item or table row a line, no indent, no blank line"),
    Field("source", "", "name of the collection"),
    Field("added", "", "when the source was captured (WARC-Date, else the file's modification time), UTC"),
    Field("created", "", "when the document was published, else written, where it says so, as a time stamp"),
)
METADATA: Final = (
    Field("file_path", "", "path of the raw file in its collection; bytes that are no UTF-8 stand as \\xNN"),
    Field("member", "", "name or number of the document inside its container"),
    Field("sha256", "", "digest of the document's raw bytes; equal digests are equal documents"),
    Field("url", "", "address of the page"),
    Field("title", "", "title that the document has, without the site's marks"),
    Field("author", "", "author that the document names"),
    Field("editor", "", "editor that the page names"),
    Field("publisher", "", "site, paper or uploader that the page names as its source"),
    Field("section", "", "section of the site"),
    Field("published", "", "date of publication, YYYY-MM-DD or ISO 8601"),
    Field("modified", "", "date of the last change that the page names, YYYY-MM-DD or ISO 8601"),
    Field("created", "", "date on which the file says that it was written, YYYY-MM-DD"),
    Field("document_number", "", "number of an official document"),
    Field("format", "", "what the file really is: text, html, docx, pdf ..."),
    Field(
        "page_type",
        "",
        "article, documentation, thread, document, list, product, service, form, spam, blocked, other; empty: none",
    ),
    Field("encoding", "", "encoding that the bytes were decoded from"),
    Field("encoding_confidence", 0.0, "probability, 0 to 1, that the encoding is right"),
    Field("language", "", "main language: zh, ja; empty where it is neither"),
    Field("script", "", "script of the Chinese text before conversion", SCRIPTS),
    Field("hant_share", 0.0, "share of traditional among the characters that tell the scripts apart, before conversion"),
    Field("converted", "", "conversion that was made, by its OpenCC name"),
    Field("complete", True, "whether the site showed the whole document"),
    Field("incomplete_reason", "", "why not: reason of the first omission", ("", *OMISSIONS)),
    Field("omitted_chars", 0, "characters that the site says it withholds; 0 where it gives no number"),
    Field("pages_seen", 0, "pages shown of a paged document"),
    Field("pages_total", 0, "pages that the document has"),
    Field("chars_in", 0, "characters of the source text"),
    Field("chars_out", 0, "characters of `text`"),
    Field("chars_removed", 0, "characters of the source text taken out, blanks included"),
    Field("chars_changed", 0, "characters of the source text replaced by others, and characters put in where none was"),
    Field("bytes_damaged", 0, "bytes that did not decode"),
    Field("lossy_chars", 0, "characters lost for good or unreadable in `text`: U+FFFD, and other signs of damage"),
    Field("han_ratio", 0.0, "share of Han characters among those that are not blank"),
    Field("punct_ratio", 0.0, "share of punctuation among the characters that are not blank"),
    Field("repeat_ratio", 0.0, "share of characters in a piece of 13 characters that occurs more than once"),
    Field("mean_line", 0.0, "characters a line, blanks left aside"),
    Field("residue", 0.0, "share of characters that look like damage, markup or a site's frame left behind"),
    Field("pipeline", "", "version of the pipeline: changes when output can change"),
    Field("rules", "", "version of the rules: digest of all packs that ran"),
    Field("extra", "", "JSON string of the fields that an input record brought along"),
)
REJECTION: Final = (
    Field("drop_reason", "", "why there is no text to give", REJECTIONS),
    Field("drop_detail", "", "the same in one line for people"),
)
OMISSION: Final = (
    Field("reason", "", "how the site withheld text", OMISSIONS),
    Field("chars", 0, "how many characters; 0 where the site gives no number"),
    Field("at", 0, "where in `text`, as an offset in code points"),
    Field("text", "", "the notice that tells"),
)
REMOVAL: Final = (
    Field("rule", "", "rule that took it out"),
    Field("category", "", "category of the rule"),
    Field("at", 0, "where in `text` it would go back, as an offset in code points"),
    Field("text", "", "what was taken out of the source text"),
)

# Controls and marks of direction: no part of a title or a name, and a terminal that shows one obeys them.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]+")
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?))?")


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def record_of(document: Document, options: CleanOptions | None = None, account: Account | None = None) -> dict[str, Any]:
    """The line of JSONL that a cleaned document becomes, ready for a JSON encoder. `account` spares working it out again."""
    options = options or CleanOptions()
    account = account or account_of(document)
    omissions = sorted(_omissions(document), key=lambda omission: omission["at"])
    pages = max(((o.pages_total, o.pages_seen) for o in document.omissions), default=(0, 0))
    known: dict[str, Scalar] = {
        "url": document.origin.url,
        "pages_seen": pages[1],
        "pages_total": pages[0],
        **{key: value for key, value in document.metadata.items() if value != ""},
        "complete": not omissions,
        "incomplete_reason": omissions[0]["reason"] if omissions else "",
        "omitted_chars": sum(omission["chars"] for omission in omissions),
        "chars_in": len(document.source_text),
        "chars_out": len(document.text),
        "chars_removed": sum(account.removed_by_rule.values()),
        "chars_changed": sum(account.changed_by_rule.values()),
        "lossy_chars": max(document.text.count("\N{REPLACEMENT CHARACTER}"), _whole(document.metadata.get("lossy_chars"))),
        "rules": rules_version(options),
        **signals(document.text)._asdict(),
    }
    # What is the site's and was left: by the judge's chances, or since it was too much of the text (`boilerplate/fuse.py`).
    left = max(float(known.pop("frame_left", 0.0)), float(known.pop("frame_share", 0.0)))
    damage = max(
        float(known["residue"]), float(document.metadata.get("residue", 0.0))
    )  # as repair counted it, in forms of its own
    known["residue"] = round(min(1.0, damage + left), 4)
    known.setdefault("language", {"hans": "zh", "hant": "zh", "mixed": "zh", "ja": "ja"}.get(str(known.get("script", "")), ""))
    return {
        **_head(document.origin, document.text),
        "created": _time_stamp(str(known.get("published") or known.get("created", ""))),
        "metadata": _metadata(document.origin, known),
        "omissions": _packed(omissions),
        "removed": _packed(_removed(account, options)),
    }


def _removed(account: Account, options: CleanOptions) -> list[dict[str, Any]]:
    if options.removed != "record":
        return []
    if not options.mask:
        return account.removed
    return [{**entry, "text": masked(entry["text"], options.mask)} for entry in account.removed]


def rejected_record_of(
    rejected: Rejected, options: CleanOptions | None = None, *, text: str = "", metadata: Mapping[str, Scalar] | None = None
) -> dict[str, Any]:
    """The record of a document without text to give: the same shape, with the reason."""
    known = {"url": rejected.origin.url, "rules": rules_version(options or CleanOptions()), **(metadata or {})}
    if text:
        known |= {"chars_in": len(text), "chars_out": len(text), **signals(text)._asdict()}
    reason = {"drop_reason": rejected.reason, "drop_detail": " ".join(rejected.detail.split())}
    return {
        **_head(rejected.origin, text),
        "metadata": _metadata(rejected.origin, known) | reason,
        "omissions": _packed([]),
        "removed": _packed([]),
    }


def _packed(rows: list[dict[str, Any]]) -> str:
    """Rows as a JSON string: empty lists before full ones have no type that a reader could infer from the first lines."""
    try:
        return orjson.dumps(rows).decode()
    except orjson.JSONEncodeError:  # a lone surrogate
        return orjson.dumps(without_surrogates(rows)).decode()


def unpacked(record: dict[str, Any]) -> dict[str, Any]:
    """A record with its rows (`omissions`, `removed`) as lists, as the steps of this project take it. Raises ValueError."""
    return {**record, **{name: _rows(record[name]) for name in NESTED}}


def _rows(value: object) -> object:
    return orjson.loads(value) if isinstance(value, str) else value


def without_surrogates(value: Any) -> Any:
    """The same with U+FFFD for lone surrogates, which a file name or an address can bring along, and which have no UTF-8."""
    if isinstance(value, str):
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, Mapping):
        return {key: without_surrogates(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [without_surrogates(inner) for inner in value]
    return value


def path_text(path: bytes) -> str:
    """A path as text; bytes that are no UTF-8, and controls, stand as \\xNN."""
    return printable(path.decode("utf-8", "backslashreplace"))


def _head(origin: Origin, text: str) -> dict[str, Any]:
    return {"id": document_id(origin), "text": text, "source": origin.source, "added": origin.captured, "created": ""}


def _metadata(origin: Origin, known: Mapping[str, Scalar]) -> dict[str, Scalar]:
    known = {**known, "file_path": path_text(origin.path), "member": printable(origin.member), "pipeline": PIPELINE}
    return {name: _typed(known[name], unknown) if name in known else unknown for name, unknown, _, _ in METADATA}


def _typed(value: Scalar, unknown: Scalar) -> Scalar:
    """`value` in the field's one type: a whole number as a float where the field is one, anything as text where it is text."""
    kind = type(unknown)
    value = value if type(value) is kind else kind(value)
    return _CONTROLS.sub(" ", value).strip() if kind is str and _CONTROLS.search(value) else value  # type: ignore[arg-type]


def _omissions(document: Document) -> Iterator[dict[str, Any]]:
    if not document.omissions:  # then nothing asks for places
        return
    places = [omission.at for omission in document.omissions]
    now, _ = document.patch.to_current(places, places)
    for omission, at in zip(document.omissions, now.tolist(), strict=True):
        yield _omission(omission, min(at, len(document.text)))


def _omission(omission: Omission, at: int) -> dict[str, Any]:
    return {"reason": omission.reason, "chars": omission.chars, "at": at, "text": omission.text}


def _time_stamp(published: str) -> str:
    """A date as dolma's time stamp; midnight where the document gives no time. Empty where it is no whole date."""
    found = _DATE.match(published)
    if not found:
        return ""
    time = found[2] or "00:00:00"
    return f"{found[1]}T{time if len(time) == 8 else time + ':00'}.000Z"


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a record, delivered or rejected."""
    metadata = _object(METADATA)
    metadata["properties"] |= _properties(REJECTION)  # only in rejected records
    metadata["dependentRequired"] = {field.name: [other.name for other in REJECTION if other != field] for field in REJECTION}
    schema = _object(FIELDS)
    schema["properties"]["id"]["pattern"] = "^[0-9a-f]{32}$"
    schema["properties"] |= {
        "metadata": metadata,
        "omissions": _list("Text that the site withheld", OMISSION),
        "removed": _list("What was taken out and is more than blanks, in the order of the source text", REMOVAL),
    }
    schema["required"] = list(schema["properties"])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Qingwen record", "version": SCHEMA, **schema}


def _list(meaning: str, fields: Iterable[Field]) -> dict[str, Any]:
    return {
        "type": "string",
        "description": f"{meaning}: a JSON string of a list, `[]` where there is nothing.",
        "contentMediaType": "application/json",
        "contentSchema": {"type": "array", "items": _object(fields)},
    }


def _object(fields: Iterable[Field]) -> dict[str, Any]:
    fields = tuple(fields)
    return {
        "type": "object",
        "properties": _properties(fields),
        "required": [field.name for field in fields],
        "additionalProperties": False,
    }


def _properties(fields: Iterable[Field]) -> dict[str, Any]:
    return {
        field.name: {
            "type": _JSON_TYPES[type(field.unknown)],
            "description": field.meaning,
            **({"enum": list(field.values)} if field.values else {}),
            **({"minimum": 0} if type(field.unknown) in (int, float) else {}),
        }
        for field in fields
    }


_JSON_TYPES: Final[dict[type, str]] = {str: "string", int: "integer", float: "number", bool: "boolean"}


if __name__ == "__main__":  # python -m cleaners.records.schema > schema/record.schema.json
    import json

    print(json.dumps(json_schema(), ensure_ascii=False, indent=2))
