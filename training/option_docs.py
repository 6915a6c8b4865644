"""Write docs/options.md: every setting with its default and its meaning, from the dataclasses that hold them.

python -m training.option_docs
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from cleaners.config import default_of, kinds, meanings

TARGET = Path(__file__).parent.parent / "docs" / "options.md"

HEAD = """# Options

Every setting of `qingwen.toml`. An environment variable goes before the file (`QINGWEN_RUN_WORKERS=4`), `--set` before both
(`--set clean.profile=careful`), a flag of its own before all; `qingwen config show` prints what counts and why. In Python the
table `[clean]` is `cleaners.CleanOptions`. This page is made from the code (`make rules`).
"""


def page() -> str:
    """The page as Markdown."""
    return "\n".join([HEAD, *_tables()]).rstrip() + "\n"


def _tables() -> Iterator[str]:
    for table, kind in kinds().items():
        yield f"## [{table}]\n"
        yield f"{(kind.__doc__ or '').strip()}\n"
        yield "| key | values | default | meaning |"
        yield "| --- | --- | --- | --- |"
        hints = get_type_hints(kind)
        for field in dataclasses.fields(kind):
            if not (meaning := meanings(table).get(field.name, "").replace("|", "\\|")):
                raise SystemExit(f"[{table}] {field.name}: say below the field what it means (a string of its own)")
            yield f"| `{field.name}` | {_values(hints[field.name])} | {_shown(default_of(f'{table}.{field.name}'))} | {meaning} |"
        yield ""


def _values(hint: Any) -> str:
    if get_origin(hint) is Literal:
        return ", ".join(f"`{value}`" for value in get_args(hint))
    names = {bool: "true, false", int: "whole number", float: "number", str: "text"}
    return names.get(hint, "list of texts")


def _shown(value: Any) -> str:
    return f"`{json.dumps(value, ensure_ascii=False)}`"


def main() -> None:
    TARGET.write_text(page(), encoding="utf-8")
    print(f"{TARGET.name}: {sum(len(dataclasses.fields(kind)) for kind in kinds().values())} options")


if __name__ == "__main__":
    main()
