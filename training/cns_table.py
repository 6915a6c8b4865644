"""Build `cleaners/decoding/cns11643.zst`: the characters of CNS 11643 by plane, row and cell, for EUC-TW and ISO-2022-CN.

    python -m training.cns_table

Python has no codec for either. The assignments are facts of the standard; the `iconv` command of glibc (any Linux) lists them:
each Unicode character is turned into EUC-TW, so that only assignments that go both ways are taken.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import zstandard

from cleaners.decoding.euc_tw import EMPTY, PLANES

TARGET = Path(__file__).parent.parent / "cleaners" / "decoding" / "cns11643.zst"


def main() -> None:
    characters = [chr(code) for code in (*range(0xA0, 0xD800), *range(0xF900, 0x10000), *range(0x20000, 0x2FA20))]
    source = "\n".join(characters).encode()
    run = subprocess.run(["iconv", "-c", "-f", "UTF-8", "-t", "EUC-TW"], input=source, stdout=subprocess.PIPE, check=False)
    cells = {plane: [EMPTY] * (94 * 94) for plane in PLANES}
    for character, code in zip(characters, run.stdout.split(b"\n"), strict=True):
        plane = code[1] - 0xA0 if len(code) == 4 else 1
        if len(code) in (2, 4) and plane in cells:
            cells[plane][(code[-2] - 0xA1) * 94 + code[-1] - 0xA1] = character
    table = "".join("".join(cells[plane]) for plane in PLANES)
    TARGET.write_bytes(zstandard.ZstdCompressor(level=22).compress(table.encode()))
    print(f"{TARGET.name}: {len(table) - table.count(EMPTY):,} characters, {TARGET.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
