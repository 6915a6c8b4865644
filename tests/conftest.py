"""Settings of all tests."""

from __future__ import annotations

import os

from hypothesis import settings

# A test must give the same answer twice. FUZZ=1 looks for new cases: what it finds is mended, or kept as a known failure.
settings.register_profile("same", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("fuzz", deadline=None)
settings.load_profile("fuzz" if os.environ.get("FUZZ") else "same")
