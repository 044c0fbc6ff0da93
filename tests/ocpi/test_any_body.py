"""Whatever JSON is pushed, the answer is about the object and never about ourselves."""

from contextlib import ExitStack

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugdex.stores.memory import MemoryStore
from tests.formats.ocpi_samples import connector, evse, location, tariff
from tests.ocpi.inside import inside

ANSWERS = {(200, 1000), (201, 1000), (200, 2001), (404, 2003), (404, 2001)}
WHOLE = {
    ("locations", "L1"): location(
        opening_times={"twentyfourseven": True}, energy_mix={"is_green_energy": True}
    ),
    ("locations", "L1", "E1"): evse(),
    ("locations", "L1", "E1", "1"): connector(),
    ("tariffs", "T1"): tariff(id="T1", country_code="NL", party_id="ABC"),
    ("sessions", "S1"): {
        "id": "S1",
        "start_date_time": "2026-05-01T10:00:00Z",
        "kwh": 1,
        "status": "ACTIVE",
        "currency": "EUR",
        "last_updated": "2026-05-01T10:00:00Z",
    },
}
words = st.sampled_from(("", "#NA", "-1", "NaN", "2026-05-01", "REMOVED", "0", "é" * 300, "<b>"))
numbers = st.sampled_from((0, -1, 2**63, 1e300, 0.1)) | st.booleans() | st.none()
names = st.sampled_from(sorted({name for whole in WHOLE.values() for name in whole}))
junk = st.recursive(
    words | numbers,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words | names, inner, max_size=3),
    max_leaves=6,
)


@st.composite
def spoilt(draw, whole):
    """An object with some members replaced, and some left out."""
    found = dict(whole)
    if not whole:
        return found
    for name in draw(st.lists(st.sampled_from(sorted(whole)), min_size=1, max_size=3)):
        value = found.get(name)
        if isinstance(value, list) and value and isinstance(value[0], dict) and draw(st.booleans()):
            found[name] = [draw(spoilt(value[0]))]
        elif isinstance(value, dict) and draw(st.booleans()):
            found[name] = draw(spoilt(value))
        else:
            found[name] = draw(junk)
    left_out = draw(st.sets(st.sampled_from(sorted(whole)), max_size=2))
    return {name: value for name, value in found.items() if name not in left_out}


@pytest.fixture(scope="module")
def peer():
    """A peer that may say what it likes."""
    with ExitStack() as stack:
        yield stack.enter_context(inside(MemoryStore())).talk("NL/ABC")


@settings(max_examples=100, deadline=None)
@given(data=st.data(), method=st.sampled_from(("PUT", "PATCH")))
@pytest.mark.parametrize("version", ["2.1.1", "2.2.1"])
@pytest.mark.parametrize("at", WHOLE, ids="/".join)
def test_any_body(peer, at, version, method, data):
    """Applied or refused; and what is there can be read and pulled afterwards."""
    talk = peer.at(version)
    if method == "PATCH" and at[0] == "tariffs" and version != "2.1.1":
        method = "PUT"
    base = WHOLE["locations", "L1"]
    assert talk.put("locations", "L1", body=base).http in (200, 201)
    body = data.draw(spoilt(WHOLE[at]))

    reply = talk.ask(method, talk.path(*at), body)
    assert reply.both in ANSWERS, (body, reply)
    assert talk.get("locations", "L1").code in (1000, 2003)
