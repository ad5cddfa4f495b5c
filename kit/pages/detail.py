"""A page about one row."""

from __future__ import annotations

from typing import Any

from kit.pages.base import Page


class DetailPage(Page):
    """Shows the row of ``queryset()`` that the address names, if it lies within; as ``object`` in its template."""

    def queryset(self) -> Any:
        """A query set with ``within``."""
        raise NotImplementedError

    @property
    def object(self) -> Any:
        if not hasattr(self, "_object"):
            self._object = self.find(self.queryset(), pk=self.kwargs["pk"])
        return self._object

    def context(self) -> dict[str, Any]:
        return {"title": str(self.object), "object": self.object}
