"""The region tree as the national code list gives it: read a list, load it, close what is gone."""

from stations.divisions.loading import Outcome, hold_tree, keep_tree, load_list
from stations.divisions.reading import Flaw, Row, read

__all__ = ["Flaw", "Outcome", "Row", "hold_tree", "keep_tree", "load_list", "read"]
