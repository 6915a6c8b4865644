"""Rules for a person to accept, made of templates: a line that several sites repeat is no site's own any more."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Sequence

from cleaners.boilerplate.site.frame_lines import TITLE
from cleaners.boilerplate.site.templates import SiteTemplate, TemplateLine

MOST = 200
_FILLINGS = (("3", "春天的早晨"), ("12", "关于修建水渠的说明"))
# Sentences that hold the line and must stay: a rule takes lines, not words.
_LOOK_ALIKES = ("墙上的牌子写着“{}”几个字,风吹日晒,已经看不清了。", "他把“{}”念了两遍,仍旧没有明白是什么意思。")


def propose(sites: Sequence[SiteTemplate]) -> str:
    """A pack of rules in TOML, with counts: lines of two sites or more for all sites, others for their host alone. The most
    common first, `MOST` at the most."""
    holders: dict[str, list[tuple[SiteTemplate, TemplateLine]]] = defaultdict(list)
    for site in sites:
        if not site.held:
            for line in site.lines:
                if not line.block and 2 <= len(line.key) <= 120:
                    holders[line.key].append((site, line))
    usable = [(key, found) for key, found in holders.items() if len(found) > 1 or found[0][0].host]
    usable.sort(key=lambda entry: (-len(entry[1]), -sum(line.documents for _, line in entry[1]), entry[0]))
    rules = [_rule(number, key, found) for number, (key, found) in enumerate(usable[:MOST], 1)]
    return '[pack]\ncategory = "site_template"\ncomment = "Proposed from templates; read before use."\n' + "".join(rules)


def _rule(number: int, key: str, found: list[tuple[SiteTemplate, TemplateLine]]) -> str:
    places = {line.at for _, line in found}
    documents = sum(line.documents for _, line in found)
    of = sum(site.documents for site, _ in found)
    names = ", ".join(sorted(site.host or site.name for site, _ in found)[:8])
    hosts = "" if len(found) > 1 else f"hosts = {_toml([found[0][0].host])}\n"
    examples = [_filled(key, *filling) for filling in _FILLINGS]
    if examples[0] == examples[1]:
        examples[1] = f" {examples[1]}"
    return f"""
# On {documents} of {of} documents of {len(found)} site{"s"[: len(found) > 1]}: {names}
[[rule]]
id = "learned.line_{number:03}"
action = "drop_line"
where = "{"any" if "any" in places else "ends"}"
pattern = {_toml(_pattern(key))}
{hosts}risk = "medium"
examples = {_toml(examples)}
counter_examples = {_toml([sentence.format(examples[0].strip()) for sentence in _LOOK_ALIKES])}
"""


def _pattern(key: str) -> str:
    parts = re.split(rf"(0|{re.escape(TITLE)}| )", key)
    wild = {"0": r"\d+(?:,\d{3})*", TITLE: ".{2,90}", " ": r"\s+"}
    return "".join(wild.get(part) or re.escape(part) for part in parts)


def _filled(key: str, number: str, title: str) -> str:
    return key.replace("0", number).replace(TITLE, title)


def _toml(value: str | list[str]) -> str:
    return json.dumps(value, ensure_ascii=False)
