"""Trains the model that decides which lines of a page are its own text: `cleaners/boilerplate/page/judge/model.npz`.

    python -m training.pages                      # train on all pages, write the model
    python -m training.pages --cross-validate     # figures for pages of sites that the model has not seen
    python -m training.pages --fresh              # read the pages again (after a change of the readers)

Needs lightgbm and scikit-learn (extra `train`) and the development pages beside the project; the made-up pages
(`training/page_engines`) need nothing. One thread, fixed seeds: the same pages give the same model.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from cleaners.boilerplate.page.judge.model import FILE
from training.pages.data import SOURCES, pages_of
from training.pages.measure import report
from training.pages.model_file import save
from training.pages.train import Example, cross_validate, train, usable


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cross-validate", action="store_true")
    parser.add_argument("--fresh", action="store_true", help="read the pages again")
    options = parser.parse_args()
    pages = [page for source in SOURCES for page in pages_of(source, fresh=options.fresh) if usable(page)]
    examples = [Example.of(page) for page in pages]
    print(f"{len(pages)} pages of {len({page.group for page in pages})} sites and engines")
    if options.cross_validate:
        cross_validate(examples)
        report(examples)
    else:
        save(train(examples), Path(str(FILE)))


if __name__ == "__main__":
    main()
