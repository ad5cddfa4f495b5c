"""Tables people fill in and send back: templates, safe reading, all errors at once."""

from kit.intake.fields import Field
from kit.intake.reading import read_upload
from kit.intake.result import Intake, Row, RowError
from kit.intake.template import Template

__all__ = ["Field", "Intake", "Row", "RowError", "Template", "read_upload"]
