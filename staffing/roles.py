"""Who may do what in this app."""

from __future__ import annotations

from stations.roles import BUSINESS, DISTRICT_HR, TOWNSHIP

READERS = BUSINESS
HIRERS = (TOWNSHIP,)
SCORERS = (TOWNSHIP,)
CONFIRMERS = (DISTRICT_HR,)
IMPORTERS = (TOWNSHIP, DISTRICT_HR)
