"""Hosts and folders that stand out are told; small ones and usual ones are not."""

from __future__ import annotations

from cleaners.records.places import places
from cleaners.records.tally import Tally, count_rejected, places_of


def counts(delivered: int, rejected: int = 0, removed: int = 10) -> dict[str, int]:
    return {
        "delivered": delivered, "rejected": rejected, "incomplete": 0,
        "chars_in": 100 * delivered, "chars_out": 0, "chars_removed": removed * delivered,
    }  # fmt: skip


def test_what_stands_out_comes_first() -> None:
    rows = places({"a": counts(50), "b": counts(40), "c": counts(5, 5), "d": counts(9, 0, 60), "e": counts(1, 3)})
    assert [(row.name, row.remark) for row in rows] == [
        ("c", "many rejected"), ("d", "much removed"), ("a", ""), ("b", ""), ("e", ""),
    ]  # fmt: skip
    assert (rows[0].kept, rows[1].removed) == (0.5, 0.6)


def test_few_documents_say_nothing() -> None:
    assert [row.remark for row in places({"a": counts(1, 3), "b": counts(4)})] == ["", ""]
    assert places({}) == []


def test_of_many_places_the_largest_are_counted_one_by_one() -> None:
    tally: Tally = {}
    for number in range(5):
        for _ in range(number + 1):
            url = f"https://host{number}.example:8080/x?y" if number % 2 else ""
            count_rejected(
                tally, {"metadata": {"member": "", "url": url, "file_path": f"folder{number}/a.txt", "drop_reason": "empty"}}
            )
    found = places_of(tally, 2)
    assert {name: count["rejected"] for name, count in found.items()} == {"folder4/": 5, "host3.example": 4, "others": 6}
