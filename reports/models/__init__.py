"""Tables of the monthly return and of what is rolled up from it."""

from reports.models.figures import DirtyStation, MonthFigure, MonthProgress
from reports.models.returns import Return, ReturnFigure

__all__ = ["DirtyStation", "MonthFigure", "MonthProgress", "Return", "ReturnFigure"]
