"""Bytes to text: a cascade of small stages, in the order of how much their evidence is worth."""

from cleaners.decoding.forced import decode_as
from cleaners.decoding.orchestrator import decode
from cleaners.decoding.result import Damage, Decoded

__all__ = ["Damage", "Decoded", "decode", "decode_as"]
