"""Who may do what in this app."""

from __future__ import annotations

from stations.roles import AUDITOR, CITY, DISTRICT_FINANCE, DISTRICT_HR, TOWNSHIP

FINANCE = (DISTRICT_FINANCE,)
READERS = (DISTRICT_FINANCE, DISTRICT_HR, CITY, AUDITOR)
# Townships know the accounts of their villages; districts keep them in order.
ACCOUNT_KEEPERS = (TOWNSHIP, DISTRICT_FINANCE)
ACCOUNT_READERS = (*ACCOUNT_KEEPERS, CITY, AUDITOR)
