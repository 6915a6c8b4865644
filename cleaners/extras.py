"""How to install what is missing: a line that works where it is printed."""

from __future__ import annotations

import shlex
import sys
from importlib.metadata import PackageNotFoundError, requires
from importlib.util import find_spec


def install_line(*packages: str, extra: str = "") -> str:
    """The line that installs packages, or those of an extra, into the environment of this program. Qingwen need not be on an
    index for it: the libraries are named themselves."""
    wanted = [*packages, *(_packages_of(extra) if extra else ())]
    python = shlex.quote(sys.executable)
    pip = f"{python} -m pip install" if find_spec("pip") else f"pip --python {python} install"
    return f"{pip} {' '.join(map(shlex.quote, wanted))}"


def _packages_of(extra: str) -> list[str]:
    try:
        lines = requires("qingwen") or []
    except PackageNotFoundError:  # a folder on the path, not installed
        lines = []
    found = [line.partition(";")[0].strip() for line in lines if f"extra == '{extra}'" in line.replace('"', "'")]
    return found or [f"qingwen[{extra}]"]
