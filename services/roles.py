"""Who may look at requests: applicants' names are not for those who only handle money."""

from stations.roles import AUDITOR, STATION, SUPERVISORS

READERS = (*STATION, *SUPERVISORS, AUDITOR)
