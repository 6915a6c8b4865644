"""Templates from the documents of a collection: which lines a site repeats.

Counted are documents, not lines, and equal documents count once, since a text that stands on a site four times would else look
like its frame. Sites are told by host; documents without one form clusters by the lines that they share.

A site repeats content, too: notices, specifications, the same closing words. So what the judge of lines holds of a line, on the
mean of the documents that have it, is asked as well: what looks like content must not only be repeated to go.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from statistics import median

from cleaners.boilerplate.layout import view_of
from cleaners.boilerplate.lines.model import Judge, load_judge
from cleaners.boilerplate.lines.step import judged, lines_of
from cleaners.boilerplate.site.frame_lines import FrameLine, frame_lines, says_site
from cleaners.boilerplate.site.templates import RUN, Place, SiteTemplate, TemplateLine, matching

FEWEST = 4
"""A line on fewer documents proves nothing, nor does a site with fewer."""
USUAL = 0.5
"""A line on more of a site's documents is its template (study of 35 pages of six sites)."""
PARTLY = 0.1
"""A block of lines on more of them is that of one of the site's sections."""
MIDDLE = 0.5
"""A line that stands between the paragraphs in more of the documents that have it is taken wherever it stands."""
HELD_SHARE = 0.5
"""A template that takes more of the characters of the middle document is held: no frame is so large beside its text."""
HELD_GROWTH = 0.25
"""So is one that takes this much more than at the last learning."""
DOUBT, LIKELY = 0.15, 0.5
"""The mean chance of a frame that a line on most of the documents must have, and one in a block on some of them. Chosen with
`benchmarks.frames`."""
_LONGEST = 6  # lines by which equal documents are told: more than a frame has that are longer than the text's
ALIKE = 0.5
"""The part of its repeated lines, by weight, that a document has in common with the others of its site where no host tells the
site: pages of two sections of a site share more, pages of two sites less. Chosen with `benchmarks.templates`."""
_COMMON = 200  # a line in more groups tells none of them


@dataclass(frozen=True, slots=True)
class Sheet:
    """What learning needs of a document."""

    host: str
    body: bytes
    """Equal for documents whose longest lines are equal."""
    chars: int
    lines: tuple[FrameLine, ...]
    chances: tuple[float, ...]
    """How likely each of the lines is of a frame."""


def sheet_of(text: str, host: str, title: str = "", judge: Judge | None = None) -> Sheet:
    """`text` as the steps before the templates leave it; `judge` other than the project's."""
    lines = frame_lines(text, title)
    longest = sorted((text[line.start : line.end] for line in lines), key=len, reverse=True)[:_LONGEST]
    body = hashlib.blake2b("\n".join(longest).encode("utf-8", "surrogatepass"), digest_size=12).digest()
    chances = _chances(text, judge or load_judge())
    kept = [
        number
        for number, line in enumerate(lines)
        if line.key and (line.head or line.tail or (not line.sentence and says_site(line.key)))
    ]
    return Sheet(host, body, len(text), tuple(lines[number] for number in kept), tuple(chances[number] for number in kept))


def _chances(text: str, judge: Judge) -> list[float]:
    view = view_of(text)
    starts, ends = lines_of(view)
    if not len(starts):
        return []
    found: list[float] = judged(judge, view, starts, ends, None)[0].tolist()
    return found


def learn(sheets: Iterable[Sheet], before: Sequence[SiteTemplate] = ()) -> list[SiteTemplate]:
    """The templates of all sites that have some, by name. `before` are those of the last learning: a site that would lose far
    more than then is held."""
    by_host: dict[str, list[Sheet]] = defaultdict(list)
    seen: set[tuple[str, bytes]] = set()
    for sheet in sheets:
        host = sheet.host.removeprefix("www.")
        if (host, sheet.body) not in seen:
            seen.add((host, sheet.body))
            by_host[host].append(sheet)
    groups = [(host, host, members) for host, members in by_host.items() if host]
    groups += [(name, "", members) for name, members in _clusters(by_host[""])]
    known = {site.name: site for site in before}
    found = (_learn_site(name, host, members) for name, host, members in groups if len(members) >= FEWEST)
    return sorted((_checked(site, known.get(site.name)) for site in found if site.lines), key=lambda site: site.name)


def _learn_site(name: str, host: str, sheets: Sequence[Sheet]) -> SiteTemplate:
    total = len(sheets)
    documents: Counter[str] = Counter()
    places: dict[Place, Counter[str]] = {"head": Counter(), "tail": Counter(), "any": Counter()}
    runs: Counter[tuple[str, ...]] = Counter()
    chances: dict[str, list[float]] = defaultdict(list)
    for sheet in sheets:
        first = {line.key: line for line in reversed(sheet.lines)}
        for line, chance in zip(sheet.lines, sheet.chances, strict=True):
            chances[line.key].append(chance)
        documents.update(first.keys())
        for key, line in first.items():
            places["head" if line.head else "tail" if line.tail else "any"][key] += 1
        keys = [(line.key, line.sentence) for line in sheet.lines if line.head or line.tail]
        runs.update({tuple(key for key, _ in run) for run in _windows(keys) if not any(sentence for _, sentence in run)})
    likely = {key: sum(found) / len(found) for key, found in chances.items()}
    lines: dict[str, TemplateLine] = {}
    for key, count in documents.items():
        if count >= FEWEST and count > USUAL * total and likely[key] > DOUBT and (place := _place(key, count, places)):
            lines[key] = TemplateLine(key, count, place)
    for run, count in runs.items():
        if count >= max(FEWEST, PARTLY * total):
            for key in run:
                if key not in lines and likely[key] > LIKELY and (place := _place(key, documents[key], places)):
                    lines[key] = TemplateLine(key, documents[key], place, block=True)
    ordered = sorted(lines.values(), key=lambda line: (line.block, -line.documents, line.key))
    site = SiteTemplate(name, host, total, 0.0, tuple(ordered))
    shares = [sum(line.end - line.start for line in matching(site, list(sheet.lines))) / max(1, sheet.chars) for sheet in sheets]
    return replace(site, share=round(median(shares), 3))


def _windows(keys: Sequence[tuple[str, bool]]) -> Iterable[tuple[tuple[str, bool], ...]]:
    return zip(*(keys[shift:] for shift in range(RUN)), strict=False)


def _place(key: str, count: int, places: Mapping[Place, Counter[str]]) -> Place | None:
    """Where the line is to be taken; None for one between paragraphs that does not say that it is the site's."""
    if places["any"][key] > MIDDLE * count:
        return "any" if says_site(key) else None
    return "head" if places["head"][key] >= places["tail"][key] else "tail"


def _checked(site: SiteTemplate, before: SiteTemplate | None) -> SiteTemplate:
    if site.share > HELD_SHARE:
        return replace(site, held=f"its lines are {site.share:.0%} of the middle document")
    if before and not before.held and site.share > before.share + HELD_GROWTH:
        return replace(site, held=f"its lines are {site.share:.0%} of the middle document; they were {before.share:.0%}")
    return site


def _clusters(sheets: Sequence[Sheet]) -> Iterator[tuple[str, list[Sheet]]]:
    """Documents of unknown hosts, by site. Each joins the group that has most of the lines it shares with others, if that is a
    fair part of them (leader clustering: one pass, and the order of the documents is always the same); then groups with the same
    common lines, the sections of a site, become one."""
    documents = Counter(key for sheet in sheets for key in {line.key for line in sheet.lines})
    # The rarer a line, the more it tells of the site.
    weights = {key: count**-0.5 for key, count in documents.items() if count >= FEWEST}
    grouping = _Grouping(weights)
    for sheet in sheets:
        grouping.add([sheet], {line.key for line in sheet.lines})
    merged = _Grouping(weights)
    for members in sorted(grouping.groups, key=len, reverse=True):
        merged.add(members, _common_lines(members))
    names: Counter[str] = Counter()
    for members in merged.groups:
        if len(members) >= FEWEST:
            name = _cluster_name(members)
            names[name] += 1
            yield (f"{name}-{names[name]}" if names[name] > 1 else name), members


class _Grouping:
    """Groups that grow: what comes joins the one that has the most of its lines."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self.weights = weights
        self.groups: list[list[Sheet]] = []
        self._holders: dict[str, list[int]] = defaultdict(list)

    def add(self, sheets: Sequence[Sheet], keys: Set[str]) -> None:
        shared = sorted(keys & self.weights.keys())
        votes: dict[int, float] = defaultdict(float)
        for key in shared:
            for group in self._holders[key][:_COMMON]:
                votes[group] += self.weights[key]
        best, weight = min(votes.items(), key=lambda vote: (-vote[1], vote[0]), default=(-1, 0.0))
        if len(shared) < 2 or weight < ALIKE * sum(self.weights[key] for key in shared):
            best = len(self.groups)
            self.groups.append([])
        self.groups[best] += sheets
        for key in shared:
            if best not in self._holders[key]:
                self._holders[key].append(best)


def _common_lines(sheets: Sequence[Sheet]) -> set[str]:
    """The lines on more than half of the documents."""
    documents = Counter(key for sheet in sheets for key in {line.key for line in sheet.lines})
    return {key for key, count in documents.items() if count > USUAL * len(sheets)}


def _cluster_name(sheets: Sequence[Sheet]) -> str:
    """A name that stays while the cluster's most common lines stay."""
    documents = Counter(key for sheet in sheets for key in {line.key for line in sheet.lines})
    common = sorted(documents, key=lambda key: (-documents[key], key))[:3]
    return "cluster-" + hashlib.blake2b("\n".join(common).encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
