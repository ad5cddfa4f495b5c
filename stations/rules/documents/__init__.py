"""A policy document as frozen values: what it says of places, people, money and days, each with its clause.

``read`` turns the body of a document (parsed TOML or the stored JSON) into values and refuses, naming every place,
what does not add up. docs/policy-documents.md describes the schema.
"""

from stations.rules.documents.document import Document, inherit
from stations.rules.documents.reading import Malformed, Problem, body_of, cited, read

__all__ = ["Document", "Malformed", "Problem", "body_of", "cited", "inherit", "read"]
