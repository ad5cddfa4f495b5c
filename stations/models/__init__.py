"""Tables of the lowest app: regions, people and posts, policy documents, stations, files, jobs and the audit trail."""

from stations.models.assets import Asset
from stations.models.audit import AuditEvent
from stations.models.boards import Judgement, Look, Tally
from stations.models.checklists import Claim, Finding, Inspection, InspectionRound, Rectification
from stations.models.demo import Demo
from stations.models.drafts import PolicyDraft
from stations.models.files import StoredFile
from stations.models.jobs import Heartbeat, Job
from stations.models.life import HandedOver, RegionChange, Reorganisation, Succession
from stations.models.parameters import Parameter
from stations.models.people import Post, User
from stations.models.policy import Adoption, PolicyDocument
from stations.models.regions import Located, LocatedQuerySet, Region
from stations.models.stations import HouseholdCount, Station
from stations.models.targets import TargetEntry
from stations.models.titles import AdvancedAward, Notice, ScoringTemplate, TitleCase, TitleScore, TitleStep
from stations.models.wall import Posting, SupervisionPhone, WallText

__all__ = [
    "Adoption",
    "AdvancedAward",
    "Asset",
    "AuditEvent",
    "Claim",
    "Demo",
    "Finding",
    "HandedOver",
    "Heartbeat",
    "HouseholdCount",
    "Inspection",
    "InspectionRound",
    "Job",
    "Judgement",
    "Located",
    "LocatedQuerySet",
    "Look",
    "Notice",
    "Parameter",
    "PolicyDocument",
    "PolicyDraft",
    "Post",
    "Posting",
    "Rectification",
    "Region",
    "RegionChange",
    "Reorganisation",
    "ScoringTemplate",
    "Station",
    "StoredFile",
    "Succession",
    "SupervisionPhone",
    "Tally",
    "TargetEntry",
    "TitleCase",
    "TitleScore",
    "TitleStep",
    "User",
    "WallText",
]
