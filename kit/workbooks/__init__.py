"""Workbooks as an office prints them, written from sheets."""

from kit.workbooks.writer import write_workbook

__all__ = ["write_workbook"]
