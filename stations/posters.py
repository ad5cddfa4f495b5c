"""The posters of a station, composed from the document in force, the ledgers and the texts of the places above.

A poster says where its content comes from. One that has no content says what is lacking and is not printed: nothing
is made up, and no empty frame hangs on a wall.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from stations.documents import content, stored_policy_for
from stations.models import PolicyDocument, Station, SupervisionPhone, WallText
from stations.rules.documents import Document
from stations.rules.documents.aims import STARTS, UNITS
from stations.rules.outfit import LEVEL_OF_KIND
from stations.rules.postings import (
    COMMITMENTS,
    DUTIES,
    FLOW,
    LIMITS,
    PHONE,
    STAFF,
    STANDARDS,
    Demand,
    demands,
)
from stations.wall import Counter, Member, Offer, counter_of, staff_of

# Made from the ledgers alone; everything else a place may write itself.
FROM_LEDGERS = (LIMITS, PHONE, STAFF)
ALWAYS = (DUTIES, FLOW, LIMITS, COMMITMENTS, STANDARDS, PHONE, STAFF)
# Measures of a sheet in 297ths of its width, as static/css/posters.css has them: letters from 2 m readable, large to
# small; the height that is left for content; the widths that hold text.
SIZES = (14, 12, 11, 10, 9, 8)
ROOM = 262
LINE_WIDTH = 218
NAME_WIDTH, PAPERS_WIDTH = 82, 62
LEADING, AIR = 1.5, 0.8
WRITE_IT = "请区人事劳动局或乡镇(街道)在“上墙文本”里填写。"


@dataclass(frozen=True, slots=True)
class Line:
    """A numbered line; ``lead`` is the word it begins with, in bold, ``clause`` where the document says so."""

    text: str
    lead: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Poster:
    """A sheet ready to print, or what it lacks. ``layout`` is how its content is set."""

    sheet: str
    title: str
    layout: str = ""
    content: tuple[Any, ...] = ()
    source: str = ""
    lacking: str = ""

    @property
    def ready(self) -> bool:
        return not self.lacking

    @property
    def writable(self) -> bool:
        """Whether a place may write the text of this sheet itself."""
        return self.sheet not in FROM_LEDGERS

    @property
    def type_size(self) -> int:
        """How large the content is set, 1 the largest: as large as one sheet takes, and never too small to read."""
        pieces = [_columns(each) for each in self.content]
        fits = (number for number, size in enumerate(SIZES, 1) if _height(pieces, size) <= ROOM)
        return next(fits, len(SIZES))


@dataclass(frozen=True)
class Material:
    """Everything the posters and the public page of a station are made from."""

    station: Station
    on: date
    stored: PolicyDocument | None
    counter: Counter
    staff: tuple[Member, ...]
    texts: Mapping[str, WallText]
    phone: SupervisionPhone | None

    @property
    def document(self) -> Document | None:
        return content(self.stored) if self.stored else None

    @property
    def level(self) -> str:
        return level_of(self.station)

    @property
    def demands(self) -> tuple[Demand, ...]:
        return demands(self.document, level=self.level) if self.document else ()

    @property
    def duties(self) -> tuple[Line, ...]:
        """What the document gives a station of this level to do; its list of services where it lists no duties."""
        if self.document is None:
            return ()
        duties = (each for each in self.document.duties if each.level == self.level)
        services = (each for each in self.document.services if self.level in each.levels)
        return tuple(Line(duty.name, duty.part, duty.clause) for duty in duties) or tuple(
            Line(service.name, clause=service.clause) for service in services
        )

    def cite(self, *clauses: str) -> str:
        """Clauses with the document that says so: what is inherited stands in the parent's text."""
        own, parent = self.document, self.stored.parent if self.stored else None
        named: dict[str, list[str]] = {}
        for clause in dict.fromkeys(clauses):
            inherited = parent is not None and own is not None and not clause.startswith(own.key)
            source = content(parent) if inherited else own
            named.setdefault(source.short if source else "", []).append(clause)
        return ";".join(f"{short} {'、'.join(found)}" for short, found in named.items())


def level_of(station: Station) -> str:
    return LEVEL_OF_KIND.get(station.region.kind, "village")


def gather(station: Station, on: date) -> Material:
    """Fetch the material of one station; its region comes with its ancestors."""
    region = station.region
    texts: dict[str, WallText] = {}
    for text in WallText.objects.for_place(region):
        texts.setdefault(text.sheet, text)
    return Material(
        station=station,
        on=on,
        stored=stored_policy_for(region, on),
        counter=counter_of(region, on),
        staff=staff_of(region, on),
        texts=texts,
        phone=SupervisionPhone.objects.for_place(region).first(),
    )


def posters(material: Material) -> tuple[Poster, ...]:
    """Those that every station hangs, then what the document asks for besides, then the places' own."""
    names = dict.fromkeys(ALWAYS, "") | {demand.sheet: demand.name for demand in material.demands}
    names |= {sheet: text.what for sheet, text in material.texts.items() if sheet not in names}
    return tuple(_poster(material, sheet, name or sheet) for sheet, name in names.items())


def _poster(material: Material, sheet: str, title: str) -> Poster:
    if sheet in material.texts and sheet not in FROM_LEDGERS:
        text = material.texts[sheet]
        lines = tuple(Line(paragraph) for paragraph in text.paragraphs)
        return Poster(sheet, title, "lines", lines, f"{text.region.name} · {text.citation}")
    compose = _COMPOSED.get(sheet)
    if compose is not None:
        return compose(material, title)
    return Poster(sheet, title, lacking=f"还没有“{title}”的正文。{WRITE_IT}")


def _duties(material: Material, title: str) -> Poster:
    document, lines = material.document, material.duties
    if document is None:
        return Poster(DUTIES, title, lacking="本地还没有执行中的政策文件。请市级先登记执行哪一件。")
    if not lines:
        return Poster(DUTIES, title, lacking=f"{document.short} 没有列出这一类站的职责。{WRITE_IT}")
    return Poster(DUTIES, title, "lines", lines, material.cite(*(line.clause for line in lines)))


def _flow(material: Material, title: str) -> Poster:
    steps = material.counter.steps
    if not steps:
        return Poster(FLOW, title, lacking=f"还没有服务事项,也没有“{title}”的正文。{WRITE_IT}")
    return Poster(FLOW, title, "steps", steps, "本平台受理事项的办理程序")


def _limits(material: Material, title: str) -> Poster:
    offers = (*material.counter.offers, *_clocks(material))
    if not offers:
        return Poster(LIMITS, title, lacking="本市还没有登记服务事项。请市级在“服务事项”里按文件一次建立。")
    bases = dict.fromkeys(offer.basis for offer in offers if offer.basis)
    return Poster(LIMITS, title, "offers", offers, ";".join(bases))


def _clocks(material: Material) -> tuple[Offer, ...]:
    """The clocks that the document itself sets."""
    return tuple(
        Offer(
            name=limit.name,
            part="",
            limit=f"{limit.length} {UNITS[limit.unit]},自{STARTS[limit.starts]}起",
            basis=material.cite(limit.clause),
            papers=(),
            free=None,
        )
        for limit in (material.document.limits if material.document else ())
    )


def _phone(material: Material, title: str) -> Poster:
    if material.phone is None:
        lacking = "还没有监督电话。请区人事劳动局或乡镇(街道)在“上墙文本”里登记。"
        return Poster(PHONE, title, lacking=lacking)
    return Poster(PHONE, title, "phone", (material.phone,), f"{material.phone.region.name}登记")


def _staff(material: Material, title: str) -> Poster:
    if not material.staff:
        lacking = "现在没有在岗的协管员。请乡镇(街道)登记聘用。"
        return Poster(STAFF, title, lacking=lacking)
    return Poster(STAFF, title, "staff", material.staff, "协管员台账")


_COMPOSED: Mapping[str, Callable[[Material, str], Poster]] = {
    DUTIES: _duties,
    FLOW: _flow,
    LIMITS: _limits,
    PHONE: _phone,
    STAFF: _staff,
}


def _columns(piece: Any) -> tuple[tuple[int, int], ...]:
    """How many characters stand side by side in columns of what width."""
    if isinstance(piece, Line):
        return ((len(piece.lead) + len(piece.text), LINE_WIDTH),)
    if isinstance(piece, Offer):
        return (len(piece.name), NAME_WIDTH), (len("、".join(piece.papers)), PAPERS_WIDTH)
    return ()


def _height(pieces: Iterable[tuple[tuple[int, int], ...]], size: int) -> int:
    """How high the pieces stand in letters of a size, with the air between them."""
    lines = [
        max((math.ceil(letters * size / width) for letters, width in piece), default=1) for piece in pieces
    ]
    return sum(round(size * (LEADING * count + AIR)) for count in lines)
