"""Settings of all tests."""

from __future__ import annotations

import os

from hypothesis import settings

# A check that decides whether a change lands must give the same answer twice; at a desk, new cases are welcome.
settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("desk", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "desk")
