"""The role keys of the portal: their names on screen, the tiers their posts may stand at, and common groups."""

from __future__ import annotations

from stations.places import Tier

COORDINATOR = "coordinator"
VILLAGE = "village"
TOWNSHIP = "township"
DISTRICT_HR = "district_hr"
DISTRICT_FINANCE = "district_finance"
CITY = "city"
AUDITOR = "auditor"
ADMIN = "admin"

LABELS = {
    COORDINATOR: "村级劳动保障协管员",
    VILLAGE: "村委会(站负责人)",
    TOWNSHIP: "乡镇(街道)劳动保障所",
    DISTRICT_HR: "区人事劳动局",
    DISTRICT_FINANCE: "区财政",
    CITY: "市级",
    AUDITOR: "审计",
    ADMIN: "系统管理员",
}

TIERS = {
    COORDINATOR: frozenset({Tier.VILLAGE}),
    VILLAGE: frozenset({Tier.VILLAGE}),
    TOWNSHIP: frozenset({Tier.TOWNSHIP}),
    DISTRICT_HR: frozenset({Tier.DISTRICT}),
    DISTRICT_FINANCE: frozenset({Tier.DISTRICT}),
    CITY: frozenset({Tier.CITY}),
    AUDITOR: frozenset({Tier.CITY, Tier.DISTRICT, Tier.TOWNSHIP, Tier.VILLAGE}),
    ADMIN: frozenset({Tier.CITY}),
}

STATION = (COORDINATOR, VILLAGE)
SUPERVISORS = (TOWNSHIP, DISTRICT_HR, CITY)
# Everybody who works with the stations' own records; the administrator keeps accounts and sees no ledger.
BUSINESS = (*STATION, *SUPERVISORS, DISTRICT_FINANCE, AUDITOR)
EVERYONE = tuple(LABELS)
