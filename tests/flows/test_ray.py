"""Shards on a Ray cluster of two nodes: the same bytes as on one machine, also when a node is killed in mid-run."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cleaners.corpus import run_folder
from cleaners.errors import RunError
from cleaners.options import CleanOptions, Context
from cleaners.workers.shards import Progress

pytestmark = pytest.mark.slow
pytest.importorskip("ray", reason='Ray is missing: pip install "qingwen[ray]"')

CONTEXT = Context(options=CleanOptions(shards=12))


@pytest.fixture
def cluster() -> Iterator[Any]:
    """A head that computes, and one more node, as processes of their own."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    from ray.cluster_utils import Cluster

    cluster = Cluster(
        initialize_head=True,
        head_node_args={"num_cpus": 1, "include_dashboard": False, "object_store_memory": 80 * 1024 * 1024},
    )
    try:
        yield cluster
    finally:
        cluster.shutdown()


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    for number in range(60):
        text = "".join(f"第{number}个院子里的第{line}棵树开了花,风一吹就落了满地。\n" for line in range(600))
        (folder / f"{number:03}.txt").write_text(text, encoding="gb18030")
        os.utime(folder / f"{number:03}.txt", (1, 1))
    (folder / "empty.txt").touch()
    os.utime(folder / "empty.txt", (1, 1))
    return folder


def published(clean: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(clean)): path.read_bytes() for kind in ("documents", "rejected") for path in clean.glob(f"{kind}/*")
    }


def run(raw: Path, clean: Path, cluster: Any, progress: Any = lambda _: None) -> Any:
    from qingwen_flows.ray_engine import clean_shards_on_ray

    def engine(plans: Any) -> Any:
        return clean_shards_on_ray(plans, address=cluster.address, progress=progress)

    return run_folder(raw, clean, context=CONTEXT, clean_with=engine)


def test_the_same_bytes_as_on_one_machine_though_a_node_is_killed(cluster: Any, raw: Path, tmp_path: Path) -> None:
    node = cluster.add_node(num_cpus=1, object_store_memory=80 * 1024 * 1024)
    begun = threading.Event()
    killer = threading.Thread(target=lambda: begun.wait(60) and cluster.remove_node(node, allow_graceful=False))
    killer.start()

    def progress(progress: Progress) -> None:
        if 0 < progress.shards < progress.shards_total:
            begun.set()

    over_there = run(raw, tmp_path / "ray", cluster, progress)
    begun.set()
    killer.join()
    here = run_folder(raw, tmp_path / "local", context=CONTEXT)
    assert (over_there.delivered, over_there.rejected) == (here.delivered, here.rejected) == (60, 1)
    assert published(tmp_path / "ray") == published(tmp_path / "local")
    assert run_folder(raw, tmp_path / "ray", context=CONTEXT).state == "NothingNew"


def test_trouble_with_writing_is_told_as_on_one_machine(cluster: Any, raw: Path, tmp_path: Path) -> None:
    (tmp_path / "clean" / "documents").mkdir(parents=True)
    (tmp_path / "clean" / "documents" / "part-00003.jsonl").mkdir()
    with pytest.raises(RunError, match=r"a file is in the way|Is a directory|writing failed"):
        run(raw, tmp_path / "clean", cluster)


def test_a_cluster_that_is_not_there_is_one_line(raw: Path, tmp_path: Path) -> None:
    from qingwen_flows.ray_engine import clean_shards_on_ray

    with pytest.raises(RunError, match=r"no Ray cluster answers at 127\.0\.0\.1:1"):
        run_folder(
            raw, tmp_path / "clean", context=CONTEXT, clean_with=lambda plans: clean_shards_on_ray(plans, address="127.0.0.1:1")
        )
