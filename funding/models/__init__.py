"""Tables of the money: the accounts of villages, and the yearly sheets of the work fund with their lines."""

from funding.models.accounts import VillageAccount
from funding.models.work_fund import WorkFundLine, WorkFundSheet

__all__ = ["VillageAccount", "WorkFundLine", "WorkFundSheet"]
