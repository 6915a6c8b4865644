"""No network for a worker: what is in a file may make a library want to fetch something, or worse.

A network namespace of its own is the stronger way. Containers often forbid namespaces; a filter of system calls (seccomp), which
needs no right, then refuses every socket but those between processes of this machine.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import subprocess
import sys
from typing import Literal

Isolation = Literal["namespace", "seccomp", ""]
"""What keeps a process from the network; "": nothing does."""

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _MODE_FILTER = 38, 22, 2

# By machine: what the kernel calls it, the numbers of socket and io_uring_setup (which makes sockets past the filter).
_MACHINES = {"x86_64": (0xC000003E, 41, 425), "aarch64": (0xC00000B7, 198, 425)}
_X32 = 0x40000000  # a second set of numbers on x86_64
_AF_UNIX, _EACCES = 1, 13
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | _EACCES
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16  # in struct seccomp_data


def leave_network() -> Isolation:
    """Close the network to this process, for good. To be called before it has threads."""
    if sys.platform != "linux":
        return ""
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        # Root may do it as it is, and must: in a user namespace it would lose what lets it read the files of others.
        if libc.unshare(_CLONE_NEWNET if os.geteuid() == 0 else _CLONE_NEWUSER | _CLONE_NEWNET) == 0:
            return "namespace"
        return "seccomp" if _filter_calls(libc) else ""
    except (OSError, AttributeError):
        return ""


def isolation() -> Isolation:
    """What would close the network to a worker here; tried in a process of its own."""
    code = "from cleaners.workers.network import leave_network; print(leave_network())"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path or os.curdir for path in sys.path)}
    try:
        tried = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    said = tried.stdout.decode("ascii", "replace").strip()
    return "namespace" if said == "namespace" else "seccomp" if said == "seccomp" else ""


def _filter_calls(libc: ctypes.CDLL) -> bool:
    """Refuse sockets of all families but AF_UNIX from now on, here and in children."""
    if platform.machine() not in _MACHINES:
        return False
    architecture, socket, io_uring = _MACHINES[platform.machine()]
    program = (
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 0, 7, architecture),  # another set of system calls: refused
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 5, 0, _X32),
        (_EQUAL, 4, 0, io_uring),
        (_EQUAL, 0, 2, socket),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_EQUAL, 0, 1, _AF_UNIX),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    )
    code = b"".join(struct.pack("<HBBI", *step) for step in program)
    buffer = ctypes.create_string_buffer(code, len(code))
    # struct sock_fprog: how many steps, then a pointer to them.
    whole = struct.pack("@HP", len(program), ctypes.addressof(buffer))
    pointer = ctypes.create_string_buffer(whole, len(whole))
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(pointer), 0, 0) == 0)
