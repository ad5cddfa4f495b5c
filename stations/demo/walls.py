"""What hangs in the demo's stations: example texts of the districts, their numbers, and postings with drawn photos."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random
from uuid import UUID

from kit.months import ONE_DAY
from kit.uploads import Accepted
from stations import files
from stations.demo import drawings
from stations.demo.world import World
from stations.documents import policy_for
from stations.models import Posting, Region, Station, StoredFile, SupervisionPhone, User, WallText
from stations.models.regions import located
from stations.posters import level_of
from stations.rules.postings import COMMITMENTS, STANDARDS, demands, sheet_of

CITATION = "示例文本,不是本地规定"
TEXTS = {
    COMMITMENTS: """来办事的人当面接待,一次说清要带的材料和办结的期限。
材料齐全的当场受理,给受理回执;不齐的一次告知要补什么。
在承诺的期限内把结果和理由告诉您。
办事不收费,不收礼,不指定代办。
村民的个人资料只用于办理您申请的事项。""",
    STANDARDS: """服务时间内有人值守,临时离岗挂牌说明去向和电话。
站内公示工作人员姓名、岗位、监督电话。
台账当日登记,月报按时上报。
行动不便的老人、残疾人可以预约上门办理。""",
    "社会保险参保办理制度": """受理参保登记、缴费、待遇申领、资格认定,核对本人身份证和户口簿。
受理后登入台账,三日内把材料报送乡镇(街道)。
待遇领取资格每年认定一次,行动不便的上门认定。
每季度在村务公开栏公布参保和领取人数,不公布个人账户。""",
    "劳动力资源调查统计制度": """每年一月上门调查一次,每月更新变动。
登记就业、失业、外出务工和培训意愿,由本人或家属确认。
调查资料由专人保管,不得外传。
月底前汇总,数字与台账一致后上报。""",
}
# How many stations of the home township and of others have hung something, and how much of it: each photo is a file.
AT_HOME, ELSEWHERE, SHARE = 12, 5, 0.8
DRAWINGS = 4
PLACES = ("服务大厅", "公示栏", "门口")


def furnish(world: World) -> None:
    """Texts and numbers by district, then what hangs in the home township and a few stations besides."""
    for number, district in enumerate(world.districts, 1):
        _write(district, world.clerks[district.pk].user, f"0577-0001{number:04d}")
    random = world.random("walls")
    _hang(_chosen(world, random), world, random)


def _write(district: Region, by: User, phone: str) -> None:
    for name, text in TEXTS.items():
        WallText.objects.create(region=district, what=name, text=text, citation=CITATION, made_by=by)
    SupervisionPhone.objects.create(
        region=district,
        office=f"{district.name}人事劳动局(示例)",
        phone=phone,
        hours="工作日 8:30—17:00",
        made_by=by,
    )


def _chosen(world: World, random: Random) -> list[Station]:
    rows = Station.objects.filter(region__in=[each.pk for each in world.administrative_villages])
    stations = list(rows.select_related("region__parent__parent__parent").order_by("scope_code"))
    home = [each for each in stations if each.region.parent_id == world.home.parent_id]
    others = [each for each in stations if each.region.parent_id != world.home.parent_id]
    home.sort(key=lambda station: station.region_id != world.home.pk)
    return [*home[:AT_HOME], *random.sample(others, ELSEWHERE)]


def _hang(stations: Sequence[Station], world: World, random: Random) -> None:
    """The same few drawings serve all: what they show is not the point."""
    pictures = [drawings.wall(random) for _ in range(DRAWINGS)]
    document = policy_for(world.city, world.today)
    hung = []
    for station in stations:
        asked = [demand.name for demand in demands(document, level=level_of(station))]
        for what in (*asked, COMMITMENTS):
            # 林协管 still has something to hang.
            left = station.region_id == world.home.pk and what == asked[-1]
            if random.random() < SHARE and not left:
                hung.append(_posting(station, what, random.choice(pictures), world, random))
    StoredFile.objects.bulk_create(posting.photo for posting in hung)
    Posting.objects.bulk_create(hung)


def _posting(station: Station, what: str, picture: Accepted, world: World, random: Random) -> Posting:
    by = world.clerks[station.region_id].user
    day = world.today - ONE_DAY * random.randrange(20, 600)
    photo = stored(
        station.region, picture, purpose="posting", title=f"{what}(示例)", day=day, by=by, random=random
    )
    return Posting(
        **located(station.region),
        station=station,
        what=what,
        sheet=sheet_of(what),
        posted_on=day,
        place=random.choice(PLACES),
        photo=photo,
        posted_by=by,
    )


def stored(
    region: Region, picture: Accepted, *, purpose: str, title: str, day: date, by: User, random: Random
) -> StoredFile:
    """A row for a drawing, unsaved, whose bytes lie on the shelf."""
    file = StoredFile(
        **located(region),
        name=UUID(int=random.getrandbits(128), version=4),
        purpose=purpose,
        kind=picture.kind,
        content_type=picture.content_type,
        title=title,
        taken_on=day,
        size=len(picture.data),
        width=picture.width,
        height=picture.height,
        sha256=picture.sha256,
        made_by=by,
    )
    files.put(file.name, picture.data, picture.thumbnail)
    return file
