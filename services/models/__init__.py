"""Tables of the counter: what it offers, what was asked, and every step since."""

from services.models.items import ServiceItem
from services.models.requests import Request, RequestStep

__all__ = ["Request", "RequestStep", "ServiceItem"]
