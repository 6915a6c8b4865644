"""Untrusted bytes are opened in worker processes with limits; one that dies costs its document and nothing else."""

from cleaners.workers.limits import Limits
from cleaners.workers.pool import map_isolated
from cleaners.workers.task import working_on

__all__ = ["Limits", "map_isolated", "working_on"]
