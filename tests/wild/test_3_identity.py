"""Identity and parties (section 3 of the catalogue of quirks)."""

import pytest

from plugdex.formats.port import Party
from tests.formats.ocpi_samples import codes, connector, evse, location, tariff
from tests.wild.feed import issue, read, read_evse, read_location, read_tariff, without


@pytest.mark.parametrize(
    ("country", "lat", "lon", "expected"),
    [
        ("GB", "53.40021", "-2.97031", "GBR"),
        ("Polska", "52.40811", "16.93302", "POL"),
        ("TRY", "39.92112", "32.85411", "TUR"),
        ("pol", "52.40811", "16.93302", "POL"),
        ("Utopia", "52.40811", "16.93302", "POL"),
        (None, "52.40811", "16.93302", "POL"),
    ],
)
def test_wild_3_1_country(country, lat, lon, expected):
    """A country in other words is understood, else taken from the coordinates."""
    point = {"latitude": lat, "longitude": lon}
    found, seen = read_location(country=country, coordinates=point, time_zone=None)

    assert found.country == expected
    assert seen >= {"country_normalised"}
    assert seen <= {"country_normalised", "country_unknown", "time_zone_invalid"}


@pytest.mark.parametrize("code", ["GBR", "United Kingdom", "gb"])
def test_wild_3_1_owner(code):
    """The country of an owner is alpha-2, whatever the source writes."""
    found, seen = read_location(country_code=code)

    assert (found.country_code, found.country) == ("GB", "NLD")
    assert seen == {"country_normalised"}


def test_wild_3_1_coordinates_win():
    """The coordinates win over a country that they contradict."""
    reading = read(location(country="DEU"))

    assert reading.location.country == "NLD"
    assert issue(reading, "coordinate_outside_country").was == "DEU"


def test_wild_3_2_owner_of_the_source():
    """An owner that is missing is that of the source."""
    party = Party(country_code="NL", party_id="STR")
    place = without(location(evses=[evse(evse_id=None)]), "country_code", "party_id")
    prices = without(tariff(), "country_code", "party_id")
    first, second = read(place, party=party), read(prices, party=party)

    assert (first.location.country_code, first.location.party_id) == ("NL", "STR")
    assert (second.tariff.country_code, second.tariff.party_id) == ("NL", "STR")
    assert codes(first) == codes(second) == {"party_missing"}


def test_wild_3_2_several_parties():
    """Where several parties are possible an object that names none is refused."""
    place = without(location(evses=[evse(evse_id=None)]), "party_id")
    first = read(place, owner_required=True)
    second = read(without(tariff(), "party_id"), owner_required=True)

    assert (first.location, second.tariff) == (None, None)
    assert [issue(one, "party_unknown").outcome for one in (first, second)] == ["rejected"] * 2


def test_wild_3_2_nobody_knows():
    """Without a source that has several parties such an object is kept."""
    reading = read(without(location(evses=[evse(evse_id=None)]), "party_id"))

    assert reading.location.party_id is None
    assert issue(reading, "party_unknown").outcome == "noted"


def test_wild_3_4_operator_from_abroad():
    """An operator may be of another country than the site; that is no remark."""
    madrid = {"latitude": "40.41680", "longitude": "-3.70380"}
    found, seen = read_location(
        country_code="FR", country="ESP", coordinates=madrid, time_zone="Europe/Madrid"
    )

    assert (found.country_code, found.country) == ("FR", "ESP")
    assert seen == set()


@pytest.mark.parametrize("own_id", [None, "", " ", "n/a"])
def test_wild_3_5_location_without_id(own_id):
    """A location without an id is refused; it is named by its position."""
    reading = read(location(id=own_id))

    assert reading.location is None
    assert (issue(reading, "id_missing").outcome, issue(reading, "id_missing").object) == (
        "rejected",
        "#2",
    )


def test_wild_3_5_evse_without_uid():
    """The EVSE id stands in for a uid."""
    found, reading = read_evse(uid=None, evse_id="NL*ABC*E77")

    assert (found.uid, found.evse_id) == ("NL*ABC*E77", "NL*ABC*E77")
    assert issue(reading, "id_synthetic").became == "NL*ABC*E77"


def test_wild_3_5_evse_without_any_id():
    """An EVSE with neither is refused, its siblings are not."""
    reading = read(location(evses=[evse(uid=None, evse_id=""), evse(uid="E2")]))

    assert [one.uid for one in reading.location.evses] == ["E2"]
    assert [one.uid for one in reading.statuses] == ["E2"]
    assert issue(reading, "id_missing").outcome == "rejected"


@pytest.mark.parametrize("order", [1, -1])
def test_wild_3_5_connector_without_id(order):
    """Connectors without ids are numbered by what they are, not by where they stand."""
    two = [connector(id=None, format="CABLE"), connector(id=None, format="SOCKET")]
    found, reading = read_evse(connectors=[connector(id="1"), *two[::order]])

    assert {one.id: one.format for one in found.connectors} == {
        "1": "SOCKET",
        "2": "CABLE",
        "3": "SOCKET",
    }
    assert codes(reading) == {"id_synthetic"}


@pytest.mark.parametrize("order", [1, -1])
def test_wild_3_6_duplicate_uid(order):
    """Of two EVSEs with one uid the newest is kept, the other refused."""
    old = evse(uid="X", status="CHARGING", last_updated="2026-03-01T00:00:00Z")
    new = evse(uid="X", status="BLOCKED", last_updated="2026-04-01T00:00:00Z")
    reading = read(location(evses=[*[old, new][::order], evse(uid="Y")]))

    assert [(one.uid, one.status) for one in reading.statuses] == [
        ("X", "BLOCKED"),
        ("Y", "AVAILABLE"),
    ]
    assert issue(reading, "uid_duplicate").outcome == "rejected"
    assert reading.location.flags == ("uid_duplicate",)


def test_wild_3_6_across_locations():
    """Two locations may have EVSEs with the same uid: both are kept."""
    reading = read(location(id="other", evses=[evse(uid="E1")]))

    assert [one.uid for one in reading.location.evses] == ["E1"]
    assert codes(reading) == set()


def test_wild_3_7_copies_of_a_connector():
    """A copy of a connector is dropped; one that differs gets an id of its own and a flag."""
    three = [connector(id="A"), connector(id="A"), connector(id="A", max_amperage=20)]
    reading = read(location(evses=[evse(connectors=three)]))
    found = reading.location.evses[0].connectors
    outcomes = [one.outcome for one in reading.issues]

    assert [(one.id, one.max_amperage) for one in found] == [("A", 16), ("A-2", 20)]
    assert outcomes == ["dropped", "normalised"]
    assert reading.location.flags == ("connector_id_duplicate",)


@pytest.mark.parametrize("evse_id", ["1210", "PL-94597", "Laadpaal 3"])
def test_wild_3_8_evse_id_of_another_form(evse_id):
    """An EVSE id that is none is kept as the text that it is, and never a key."""
    found, reading = read_evse(evse_id=evse_id)

    assert (found.uid, found.evse_id) == ("E1", evse_id)
    assert issue(reading, "evse_id_invalid").was == evse_id


def test_wild_3_8_evse_id_twice():
    """EVSEs are told apart by their uids though they share an EVSE id, or have none."""
    twins = [evse(uid=str(n), evse_id="NL*ABC*E1") for n in range(2)]
    nameless = [without(evse(uid=str(n)), "evse_id") for n in range(2, 4)]
    found, seen = read_location(evses=twins + nameless)

    assert [one.uid for one in found.evses] == ["0", "1", "2", "3"]
    assert seen == set()


def test_wild_3_10_case_of_ids():
    """Ids that differ in case only are the same, and keep the spelling that they have."""
    two = [connector(id="Left"), connector(id="LEFT", max_amperage=20)]
    found, seen = read_location(
        evses=[evse(uid="ab", connectors=two), evse(uid="AB", last_updated="2026-05-02T00:00:00Z")]
    )
    _, again = read_evse(connectors=[connector(id="Left"), connector(id="left")])

    assert [one.uid for one in found.evses] == ["AB"]
    assert seen == {"uid_duplicate", "connector_id_duplicate", "no_cascade"}
    assert issue(again, "connector_id_duplicate").outcome == "dropped"


def test_wild_3_10_spelling_is_kept():
    """An id is stored as it is written."""
    found, _ = read_location(id="nL-Utr-04")
    prices, _ = read_tariff(id="qUiet")

    assert (found.id, prices.id) == ("nL-Utr-04", "qUiet")
