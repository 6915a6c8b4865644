"""Figures of a collection for Prometheus: `runs/metrics.prom`, which its node exporter (textfile collector) reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def metrics(manifest: Mapping[str, Any], *, clean: str, ended: float, seconds: float) -> str:
    """The figures as text. `ended` is when the run ended, in seconds since 1970; `seconds` how long it took."""
    return "".join(_lines(manifest, _label(clean), ended, seconds))


def _lines(manifest: Mapping[str, Any], collection: str, ended: float, seconds: float) -> Iterator[str]:
    plain = {
        "qingwen_last_run_timestamp_seconds": ("When the last run ended.", ended),
        "qingwen_last_run_duration_seconds": ("How long it took.", seconds),
        "qingwen_files_found": ("Raw files found.", manifest["files"]["found"]),
    }
    for name, (meaning, value) in plain.items():
        yield f"# HELP {name} {meaning}\n# TYPE {name} gauge\n{name}{{collection={collection}}} {value}\n"
    groups = {
        "qingwen_documents": ("outcome", "Documents by outcome.", manifest["documents"]),
        "qingwen_rejected_documents": ("reason", "Rejected documents by reason.", manifest.get("drop_reason", {})),
        "qingwen_characters": ("kind", "Characters in, out, removed, changed, omitted.", manifest.get("chars", {})),
    }
    for name, (label, meaning, counts) in groups.items():
        yield f"# HELP {name} {meaning}\n# TYPE {name} gauge\n"
        yield from (f"{name}{{collection={collection},{label}={_label(key)}}} {count}\n" for key, count in counts.items())


def _label(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
