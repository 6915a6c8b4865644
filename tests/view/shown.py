"""Collections to be shown; some of their documents would like to be more than text."""

from __future__ import annotations

from pathlib import Path

from cleaners.corpus import run_folder
from cleaners.options import CleanOptions, Context
from cleaners.records.folder import CleanFolder
from cleaners.workers.shards import clean_shards_here

SAMPLES = Path(__file__).parents[2] / "raw"
ATTACK = """</pre></ins><script>document.title = "broken in"</script><img src="x" onerror="document.title='broken in'">"""
PROSE = "河边的旧仓库改成了图书馆，周末常有孩子来听故事。管理员说，最受欢迎的是一本讲星星的书。\n"


def write_hostile(raw: Path) -> None:
    """Documents with markup in text, title, name and removed lines, an endless line, and a lone surrogate."""
    raw.mkdir()
    (raw / "attack.txt").write_text(f"{ATTACK}\n{PROSE * 3}下载 收藏 分享 举报 {ATTACK}\n下载 收藏 分享 举报\n", encoding="utf-8")
    (raw / "a'b\"c&<i>.txt").write_text(PROSE * 2, encoding="utf-8")
    page = (
        "<html><head><title>&lt;script&gt;document.title='broken in'&lt;/script&gt;</title></head><body><p>{}</p></body></html>"
    )
    (raw / "title.html").write_text(page.format(PROSE * 4 + "&#xD800;"), encoding="utf-8")
    (raw / "endless.txt").write_text(PROSE.strip() * 4000, encoding="utf-8")
    (raw / "bidi.txt").write_text("\u202e反过来\u202c\u2066" + PROSE * 3, encoding="utf-8")
    (raw / "empty.txt").write_bytes(b"")


def collect(clean: Path, raw: Path = SAMPLES, **options: object) -> CleanFolder:
    context = Context(options=CleanOptions(**{"shards": 3, "ledger": True, **options}))  # type: ignore[arg-type]
    run_folder(raw, clean, context=context, source="test", clean_with=clean_shards_here)
    return CleanFolder(clean)
