"""The prepared form and the document give the same answers."""

import json

from hypothesis import given
from hypothesis import strategies as st

from plugdex.api.here_v3.join import join, plan_for
from plugdex.api.here_v3.params import LOCATION_FIELDS
from plugdex.api.here_v3.prepare import Extras, prepare
from plugdex.directory.publish import by_uid, shown
from tests.api.world import WORLD
from tests.places import DIALECT

SHOWN = [
    (place, by_uid(each.statuses))
    for each in WORLD
    if (place := shown(each.location, each.statuses))
]
FIELDS = st.frozensets(st.sampled_from(LOCATION_FIELDS))
TYPES = st.lists(st.sampled_from(["IEC_62196_T2", "IEC_62196_T2_COMBO", "CHADEMO", "MCS"]))


@given(st.sampled_from(SHOWN), FIELDS, TYPES)
def test_every_join_is_json(subject, fields, types):
    """Whatever is asked for, the joined bytes are one JSON object with the right members."""
    place, statuses = subject
    rendered = DIALECT.prepare("pdxtest", place, statuses)
    item = json.loads(join(rendered.prepared, rendered.live, plan_for(fields, types)))

    assert item["id"] == "here:evcp:charginglocation:pdxtest"
    assert "evses" not in item or "evses" in fields
    assert "connectorGroups" not in item or "connectorGroups" in fields
    for evse in item.get("evses", ()):
        standards = {each["standard"] for each in evse["connectors"]}
        assert not types or standards.intersection(types)
        assert {"uid", "status", "modified"} <= set(evse)


@given(st.sampled_from(SHOWN), FIELDS)
def test_live_part_alone_is_the_same(subject, fields):
    """A status push splices the same bytes as publishing does."""
    place, statuses = subject
    rendered = DIALECT.prepare("pdxtest", place, statuses)

    assert DIALECT.refresh("pdxtest", place, statuses) == (rendered.live, rendered.card)
    plan = plan_for(fields, ())
    assert json.loads(join(rendered.prepared, rendered.live, plan))


@given(st.sampled_from(SHOWN), FIELDS, TYPES)
def test_trucks_only_add(subject, fields, types):
    """Rendering for trucks adds members to EVSE parking and changes nothing else."""
    place, statuses = subject
    plan = plan_for(fields, types)
    usual = json.loads(join(*prepare("pdxtest", place, statuses, Extras()), plan))
    trucks = json.loads(join(*prepare("pdxtest", place, statuses, Extras(trucks=True)), plan))

    for evse in (*usual.get("evses", ()), *trucks.get("evses", ())):
        evse.pop("parking", None)
    assert usual == trucks
