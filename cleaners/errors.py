"""Everything that the library raises on purpose. The message of each is one line that says what to do next.

Error
├── Rejected             a document that has no text to give; `reason` is for machines
├── OptionsError         an option that does not exist or does not fit (a ValueError, too)
│   └── ConfigError      the same, from qingwen.toml, the environment or a flag
├── RuleError            a rule or pack that cannot be used (a ValueError, too)
├── TemplateError        a file of templates that cannot be used (a ValueError, too)
├── SideTableError       a side table that cannot be used (a ValueError, too)
├── UsageError           a call that cannot be meant as it stands (a ValueError, too)
├── StepError            a step that breaks its own declaration: a fault of the code, not of the document
├── RunError             a run that cannot go on
├── HeldError            another process works on the same collection
├── ExportError          an export that cannot be made
├── NotRestoredError     a source text that cannot be given back
└── WrongOpenCCError     another package has put a module of its own under the name `opencc`

try:
    document = cleaners.clean(data)
except cleaners.Rejected as rejected:
    print(rejected.reason)
except cleaners.Error as error:
    print(error)
"""

from __future__ import annotations

from cleaners.origin import Origin, RejectReason

__all__ = [
    "ConfigError",
    "Error",
    "ExportError",
    "HeldError",
    "NotRestoredError",
    "OptionsError",
    "Rejected",
    "RuleError",
    "RunError",
    "SideTableError",
    "StepError",
    "TemplateError",
    "UsageError",
    "WrongOpenCCError",
]


class Error(Exception):
    """What the library raises on purpose. Anything else that leaves a public function is a fault of ours."""


class Rejected(Error):  # noqa: N818 - an outcome, not a fault
    """A document that has no text to give. `reason` is for machines, `detail` one line for people."""

    def __init__(self, reason: RejectReason, detail: str = "", origin: Origin | None = None) -> None:
        super().__init__(reason, detail, origin)
        self.reason = reason
        self.detail = detail
        self.origin = origin or Origin()

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}" if self.detail else self.reason


class OptionsError(Error, ValueError):
    """An option that does not exist or does not fit."""


class ConfigError(OptionsError):
    """A configuration that cannot be used: names the file, variable or flag."""


class RuleError(Error, ValueError):
    """A rule or pack that cannot be used: names it."""


class TemplateError(Error, ValueError):
    """A file of templates that cannot be used: names it."""


class SideTableError(Error, ValueError):
    """A side table that cannot be used: names it."""


class UsageError(Error, ValueError):
    """A call that cannot be meant as it stands: a path in place of a text, two settings that say the same."""


class StepError(Error):
    """A step that breaks its own declaration."""


class RunError(Error):
    """A run that cannot go on."""


class HeldError(Error):
    """Another process holds the lock; the message says which."""


class ExportError(Error):
    """An export that cannot be made."""


class NotRestoredError(Error):
    """A source text that cannot be given back."""


class WrongOpenCCError(Error):
    """Another package has put a module of its own under the name `opencc`."""
