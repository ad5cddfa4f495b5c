"""One declaration of a table for the screen, the workbook, CSV and JSON."""

from kit.sheets.columns import Cell, Column, Kind, Ratio
from kit.sheets.sheet import Heading, Line, LineKind, Sheet, TotalsDisagree

__all__ = ["Cell", "Column", "Heading", "Kind", "Line", "LineKind", "Ratio", "Sheet", "TotalsDisagree"]
