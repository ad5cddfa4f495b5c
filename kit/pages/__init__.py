"""Pages for nouns (list, detail, edit) and a helper for verbs; each declares its door."""

from kit.pages.base import Page
from kit.pages.detail import DetailPage
from kit.pages.edit import EditPage
from kit.pages.importing import ImportPage, Plan, UploadForm
from kit.pages.listing import ListPage
from kit.pages.verbs import carry_out

__all__ = ["DetailPage", "EditPage", "ImportPage", "ListPage", "Page", "Plan", "UploadForm", "carry_out"]
