"""The one exception by which a rule says no to a person."""

from __future__ import annotations


class Refused(Exception):
    """A refusal meant for the screen.

    ``reason`` is a plain Chinese sentence, ``clause`` cites what it rests on (empty when nothing is cited)
    and ``field`` names the input at fault, or None when the refusal concerns the whole.
    """

    def __init__(self, reason: str, *, clause: str = "", field: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.clause = clause
        self.field = field
