"""Learn the templates of a collection: the lines that a site repeats on its documents.

A line counts once per document. Equal documents count once, because a text that a site publishes four times would otherwise look
like part of its frame. Documents are grouped by host; those without a host are clustered by the lines that they share.

A site also repeats content: notices, specifications, the same closing words. So a line must not only be repeated: the line model
must find it likely enough to be frame, on the mean of the documents that have it.
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
"""Documents that a site needs to get a template, and that a line must be on to be part of it."""
USUAL = 0.5
"""A line on more than this share of a site's documents belongs to its template. Chosen on 35 pages of six sites."""
PARTLY = 0.1
"""A block of lines on more than this share belongs to the template too: it is the frame of one section of the site."""
MIDDLE = 0.5
"""A line that is between paragraphs in more than this share of its documents is removed anywhere, not only at head or tail."""
HELD_SHARE = 0.5
"""A template that removes more than this share of the characters of the median document is held (not used until a person has
looked at it), because no frame is so large."""
HELD_GROWTH = 0.25
"""A template is also held if that share grew by this much since the last learning."""
SURELY, DOUBT, LIKELY = 0.05, 0.3, 0.25
"""Mean probability of being frame that the line model must give: to a line on nearly all documents (`NEARLY_ALL`), to
one on most of them, and to one in a block on some of them. Chosen with `benchmarks.frames`."""
VARIES = 0.6
"""The same for a line with a number in it, which may be a field of the document (a price, a size), and for one that
occurs several times in a document, which may be a row of a table."""
NEARLY_ALL = 0.8
_ROWS = 2  # a line that occurs more often than this in a document is a row of a table
# Two documents are equal if this many of their longest lines are. Few frames have so many lines longer than the text's own, so
# different texts on one site are not taken for equal.
_LONGEST = 6
ALIKE = 0.5
"""For documents without a host: the share of a document's repeated lines (rare lines weigh more) that it must share
with a group to join it. Pages of two sections of a site share more, pages of two sites less. Chosen with
`benchmarks.templates`."""
_COMMON = 200  # a line that is in more groups than this does not help to choose a group


@dataclass(frozen=True, slots=True)
class Sheet:
    """What learning keeps of a document."""

    host: str
    body: bytes
    """Equal for documents whose longest lines are equal."""
    chars: int
    lines: tuple[FrameLine, ...]
    chances: tuple[float, ...]
    """How likely each of the lines is of a frame."""


def sheet_of(text: str, host: str, title: str = "", judge: Judge | None = None) -> Sheet:
    """The sheet of a document. `text`: as the steps that run before the templates leave it. `judge`: a line model to
    use instead of the project's own."""
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
    """The templates of all sites that have repeated lines, sorted by name.

    `before`: the templates of the last learning. A template that removes far more than it did then is held.
    """
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
    doubtful = {
        key for key, found in chances.items() if ("0" in key and not says_site(key)) or len(found) > _ROWS * documents[key]
    }
    lines: dict[str, TemplateLine] = {}
    for key, count in documents.items():
        needed = SURELY if count >= NEARLY_ALL * total else DOUBT
        if key in doubtful:
            needed = VARIES
        if count >= FEWEST and count > USUAL * total and likely[key] > needed and (place := _place(key, count, places)):
            lines[key] = TemplateLine(key, count, place)
    for run, count in runs.items():
        if count >= max(FEWEST, PARTLY * total):
            for key in run:
                if (
                    key not in lines
                    and key not in doubtful
                    and likely[key] > LIKELY
                    and (place := _place(key, documents[key], places))
                ):
                    lines[key] = TemplateLine(key, documents[key], place, block=True)
    ordered = sorted(lines.values(), key=lambda line: (line.block, -line.documents, line.key))
    site = SiteTemplate(name, host, total, 0.0, tuple(ordered))
    shares = [sum(line.end - line.start for line in matching(site, list(sheet.lines))) / max(1, sheet.chars) for sheet in sheets]
    return replace(site, share=round(median(shares), 3))


def _windows(keys: Sequence[tuple[str, bool]]) -> Iterable[tuple[tuple[str, bool], ...]]:
    return zip(*(keys[shift:] for shift in range(RUN)), strict=False)


def _place(key: str, count: int, places: Mapping[Place, Counter[str]]) -> Place | None:
    """Where the line is to be removed: head, tail or any. None for a line between paragraphs that does not name the site."""
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
