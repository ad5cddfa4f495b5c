"""What becomes of every table of places when a place does: decided for each, and held against the database."""

import pytest

from stations import handover
from stations.models import Region
from stations.obstacles import tables_of_places
from stations.rekeying import located_tables
from tests.stations.life_cast import ON, furnish_fully

# follows: stays with the place that it was made at, and is found by the code of what that is now
# handed over: goes to whom the form says, while it is open or living; what is settled follows
# hangs on: is found where the row is found that it hangs on
# rebuilt: the portal counts it anew
FOLLOWS, HANDED, HANGS, REBUILT = "follows", "handed over", "hangs on", "rebuilt"
DECIDED = {
    "stations.Station": HANDED,
    "stations.Asset": HANDED,
    "stations.Posting": HANDED,
    "stations.WallText": FOLLOWS,
    "stations.SupervisionPhone": FOLLOWS,
    "stations.TargetEntry": FOLLOWS,
    "stations.Judgement": REBUILT,
    "stations.Tally": REBUILT,
    "stations.StoredFile": HANDED,  # along with the station, where it shows the station
    "stations.HouseholdCount": FOLLOWS,
    "stations.Claim": HANGS,
    "stations.InspectionRound": FOLLOWS,
    "stations.Inspection": HANDED,
    "stations.Finding": HANGS,
    "stations.Rectification": HANGS,
    "stations.ScoringTemplate": FOLLOWS,
    "stations.TitleCase": HANDED,
    "stations.TitleScore": HANGS,
    "stations.TitleStep": HANGS,
    "stations.AdvancedAward": HANGS,
    "stations.Notice": HANDED,
    "stations.Reorganisation": FOLLOWS,
    "stations.Succession": FOLLOWS,
    "stations.RegionChange": FOLLOWS,
    "stations.HandedOver": FOLLOWS,
    "staffing.Coordinator": HANDED,  # with the engagement
    "staffing.Engagement": HANDED,
    "staffing.VillageAssessment": FOLLOWS,  # the township of today still gives the one that is owed
    "services.ServiceItem": FOLLOWS,
    "services.Request": HANDED,
    "services.RequestStep": HANGS,
    "funding.VillageAccount": HANDED,
    "funding.WorkFundSheet": FOLLOWS,
    "funding.WorkFundLine": FOLLOWS,  # as far as its sheet's district goes: then it stays with the sheet
    "reports.Return": FOLLOWS,  # one that is owed is made by who took the village over
    "reports.ReturnFigure": FOLLOWS,
    "reports.MonthFigure": REBUILT,
    "reports.MonthProgress": REBUILT,
    "reports.DirtyStation": REBUILT,
}
# Tables that name a place without lying there.
BESIDES = {"stations.Post": HANDED, "stations.Adoption": HANDED, "stations.Parameter": HANDED}
ALONG = {"stations.StoredFile", "staffing.Coordinator"}


def test_every_table_of_places_has_been_decided_upon():
    """Whoever adds a table of places says here what becomes of its rows."""
    assert {model._meta.label for model in located_tables()} == set(DECIDED)
    named = {model._meta.label for model, _ in tables_of_places()}
    assert named <= set(DECIDED) | set(BESIDES)


def test_what_is_decided_is_what_is_registered():
    asked = {kind.rows([], ON).model._meta.label for kind in handover.kinds()} | ALONG
    assert {label for label, decision in (DECIDED | BESIDES).items() if decision == HANDED} == asked
    parts = {table._meta.label for table, _ in handover.all_parts()}
    assert {label for label, decision in DECIDED.items() if decision == HANGS} == parts
    rebuilt = {model._meta.label for model in located_tables() if handover.is_rebuilt(model)}
    assert {label for label, decision in DECIDED.items() if decision == REBUILT} == rebuilt


@pytest.mark.parametrize("kind", handover.kinds(), ids=lambda kind: kind.key)
def test_a_kind_asks_for_all_places_at_once_and_every_row_says_where_it_lies(
    kind, played, django_assert_num_queries
):
    furnish_fully(played, played.village)
    furnish_fully(played, played.place("330302101201"))
    places = [played.village, played.place("330302101201"), played.place("330302008202")]
    with django_assert_num_queries(1):
        rows = list(kind.rows(places, ON))
    assert rows
    assert {row.region_id for row in rows} <= {place.pk for place in places}
    assert [row.pk for row in kind.rows(list(Region.objects.filter(pk=-1)), ON)] == []
