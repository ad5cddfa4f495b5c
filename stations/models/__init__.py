"""Tables of the lowest app: regions, people and posts, policy documents, stations, jobs and the audit trail."""

from stations.models.audit import AuditEvent
from stations.models.demo import Demo
from stations.models.jobs import Heartbeat, Job
from stations.models.people import Post, User
from stations.models.policy import Adoption, PolicyDocument
from stations.models.regions import Located, LocatedQuerySet, Region
from stations.models.stations import HouseholdCount, Station

__all__ = [
    "Adoption",
    "AuditEvent",
    "Demo",
    "Heartbeat",
    "HouseholdCount",
    "Job",
    "Located",
    "LocatedQuerySet",
    "PolicyDocument",
    "Post",
    "Region",
    "Station",
    "User",
]
