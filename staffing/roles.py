"""Who may do what in this app."""

from __future__ import annotations

from stations.roles import BUSINESS, DISTRICT_HR, STATION, TOWNSHIP

READERS = BUSINESS
HIRERS = (TOWNSHIP,)
SCORERS = (TOWNSHIP,)
CONFIRMERS = (DISTRICT_HR,)
IMPORTERS = (TOWNSHIP, DISTRICT_HR)
# The coordinators' own station keeps their photos.
PORTRAYERS = (*STATION, TOWNSHIP)
