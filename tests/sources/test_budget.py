"""What archives within archives may cost, and what in them is no document."""

from __future__ import annotations

import io
import sys
import tarfile
import zipfile

import pytest

from cleaners.errors import Rejected
from cleaners.options import CleanOptions
from cleaners.origin import Origin
from cleaners.sources import Ignored, RawItem
from cleaners.sources import open_items as opened_items
from cleaners.sources.open_items import FREE_BYTES


def opened(data: bytes, name: str = "a.zip") -> list[object]:
    return list(opened_items(RawItem(Origin(path=name.encode()), data, name), CleanOptions()))


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_documents_of_nested_archives_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["cleaners.sources.open_items"], "FREE_DOCUMENTS", 10_000)
    monkeypatch.setattr(sys.modules["cleaners.sources.open_items"], "BYTES_A_DOCUMENT", 1 << 20)
    inner = zipped({f"{number}.txt": b"\xe5\xad\x97" for number in range(2500)})
    found = opened(zipped({f"{number}.zip": inner for number in range(40)}))
    documents = [item for item in found if isinstance(item, RawItem)]
    assert 10_000 <= len(documents) < 40 * 2500
    assert isinstance(found[-1], Rejected)
    assert (found[-1].reason, found[-1].origin.member) == ("bomb", "")


def test_bytes_of_nested_archives_are_counted_together() -> None:
    line = "春天来了，桥头的柳树绿了。\n".encode()
    inner = zipped({"a.txt": line * 60_000})  # 150 times its size
    found = opened(zipped({f"{number}.zip": inner for number in range(400)}))
    total = sum(len(item.data) for item in found if isinstance(item, RawItem))
    assert total < 2 * FREE_BYTES
    assert isinstance(found[-1], Rejected)
    assert found[-1].reason == "bomb"


def test_many_short_records_are_no_bomb() -> None:
    lines = "".join(f'{{"text": "第{number}条：雨停了，院子里很静。"}}\n' for number in range(30_000))
    found = opened(zipped({"a.jsonl": lines.encode()}))
    assert sum(isinstance(item, RawItem) for item in found) == 30_000
    assert not any(isinstance(item, Rejected) for item in found)


def test_a_link_in_a_zip_is_no_document() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("a.txt", "雨停了。")
    found = opened(out.getvalue())
    assert [item.kind for item in found if isinstance(item, Ignored)] == ["link"]
    assert [item.origin.member for item in found if isinstance(item, RawItem)] == ["a.txt"]


@pytest.mark.parametrize("size", [1 << 20, 1 << 40, 1 << 58])
def test_a_tar_that_says_more_than_there_is_ends(size: int) -> None:
    header = tarfile.TarInfo("a.txt")
    header.size = size
    data = header.tobuf(tarfile.GNU_FORMAT) + "雨停了。".encode()
    found = opened(data, "a.tar")
    assert all(item.reason == "broken" for item in found if isinstance(item, Rejected))
    assert any(isinstance(item, Rejected) for item in found)
