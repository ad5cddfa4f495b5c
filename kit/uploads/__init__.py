"""Photos and documents that people send: judged by their bytes, and handed on clean."""

from kit.uploads.accepting import Accepted, Limits, accept
from kit.uploads.names import download_name, one_line

__all__ = ["Accepted", "Limits", "accept", "download_name", "one_line"]
