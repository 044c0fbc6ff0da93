"""Values for store tests, with as little said as possible."""

from plugdex.directory.kept import Facet, IndexEntry, LiveRow, Published, Record
from plugdex.model.ids import source_key
from plugdex.model.issues import Issue

CCS, TYPE2 = 1, 2


def record(
    rid,
    *,
    kind="location",
    source="afdc",
    party="NL*TNM",
    key="",
    document=b"{}",
    hash=b"h",
):
    return Record(
        rid=rid,
        kind=kind,
        source=source,
        party=party,
        key=key or f"key-{rid}",
        hash=hash,
        document=document,
        updated=1_700_000_000_000,
    )


def entry(standard=CCS, power=50_000, evses=0b11, available=0, **members):
    return IndexEntry(standard=standard, power=power, evses=evses, available=available, **members)


def published(rid, *entries, lat=52.37, lon=4.89, form=1, prepared=b"{}", standards=6, **members):
    return Published(
        rid=rid,
        id=f"pdx{rid}",
        form=form,
        prepared=prepared,
        standards=standards,
        lat=lat,
        lon=lon,
        country="NLD",
        updated=1_700_000_000_000,
        entries=entries or (entry(),),
        **members,
    )


def live(rid, text=b"[]", **members):
    members = {"source": source_key("test"), "offered": True, "updated": 5} | members
    return LiveRow(rid=rid, statuses=b"S" + text, live=text, **members)


def facet(key, locations):
    return Facet(country="NLD", kind="operator", key=key, value=key, locations=locations)


def issue(code="city_missing"):
    return Issue(code=code, outcome="noted", object="NL/TNM/1", path="$.city")
