"""Tables of the coordinators: who they are, what they are engaged for, and the yearly assessment of their villages."""

from staffing.models.assessments import VillageAssessment
from staffing.models.coordinators import Coordinator
from staffing.models.engagements import Engagement

__all__ = ["Coordinator", "Engagement", "VillageAssessment"]
