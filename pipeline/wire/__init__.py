"""Formats to articles."""

from pipeline.wire.normalise import Rejected, normalise

__all__ = ["Rejected", "normalise"]
