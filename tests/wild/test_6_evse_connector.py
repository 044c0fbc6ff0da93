"""EVSE and connector (section 6 of the catalogue of quirks)."""

import pytest

from plugdex.model.power import max_power
from tests.formats.ocpi_samples import codes, connector, evse, location
from tests.wild.feed import issue, read, read_connector, read_evse, read_location, without

COMBO = {"standard": "IEC_62196_T2_COMBO", "format": "CABLE", "power_type": "DC"}


def plug(**members):
    """What a connector came to: standard, format, power type; and the codes of the issues."""
    found, seen = read_connector(**members)
    return (found.standard, found.format, found.power_type), seen


def flags_of(**members):
    """What readers of a location with such a connector are told."""
    return read_location(evses=[evse(connectors=[connector(**members)])])[0].flags


@pytest.mark.parametrize("connectors", [[], None, {}])
def test_wild_6_1_without_connectors(connectors):
    """An EVSE without connectors is kept with its status, and noted."""
    found, reading = read_evse(connectors=connectors, status="BLOCKED")

    assert found.connectors == ()
    assert reading.statuses[0].status == "BLOCKED"
    assert codes(reading) == {"evse_without_connectors"}


def test_wild_6_1_removed():
    """A removed EVSE needs no connectors."""
    found, reading = read_evse(connectors=[], status="REMOVED")

    assert (found.connectors, codes(reading)) == ((), set())


@pytest.mark.parametrize(
    ("text", "status", "code"),
    [
        ("reserved", "RESERVED", "enum_case"),
        ("WORKING", "OPERATIONAL", "status_unknown"),
        ("Faulted", "OUTOFORDER", "status_unknown"),
        ("preparing", "CHARGING", "status_unknown"),
        ("Finishing", "CHARGING", "status_unknown"),
        ("SuspendedEVSE", "CHARGING", "status_unknown"),
        ("EvseNotFound", "UNKNOWN", "status_unknown"),
    ],
)
def test_wild_6_2_statuses(text, status, code):
    """Other words for a status are read as far as their meaning is sure; the rest is unknown."""
    _, reading = read_evse(status=text)

    assert [one.status for one in reading.statuses] == [status, "AVAILABLE"]
    assert issue(reading, code).was == text


@pytest.mark.parametrize(
    ("stated", "status"),
    [
        (["AVAILABLE", "CHARGING"], "CHARGING"),
        (["AVAILABLE", "AVAILABLE"], "AVAILABLE"),
        (["AVAILABLE", "BLOCKED"], "UNKNOWN"),
        (["AVAILABLE", None], "UNKNOWN"),
    ],
)
def test_wild_6_3_status_of_connectors(stated, status):
    """Where the EVSE has no status that of its connectors counts, if it is clear."""
    plugs = [connector(id=str(n), status=each) for n, each in enumerate(stated)]
    _, reading = read_evse(status=None, connectors=plugs)

    assert reading.statuses[0].status == status
    assert codes(reading) == {"status_on_connector"}


def test_wild_6_3_status_of_the_evse_wins():
    """The status of the EVSE wins over that of its connectors."""
    _, reading = read_evse(status="INOPERATIVE", connectors=[connector(status="CHARGING")])

    assert (reading.statuses[0].status, codes(reading)) == ("INOPERATIVE", set())


@pytest.mark.parametrize(
    ("name", "standard", "code"),
    [
        ("IEC_60309_2_THREE_32", "IEC_60309_2_three_32", "enum_case"),
        ("iec_62196_t3c", "IEC_62196_T3C", "enum_case"),
        ("Type 2 outlet", "IEC_62196_T2", "enum_alias"),
        ("CCS2", "IEC_62196_T2_COMBO", "enum_alias"),
        ("GB/T (DC)", "GBT_DC", "enum_alias"),
        ("IEC_62196", "IEC_62196", "enum_unknown"),
        ("Hyperplug 9", "Hyperplug 9", "enum_unknown"),
    ],
)
def test_wild_6_5_standards(name, standard, code):
    """Other names of a standard are read; an unknown one is kept as the text that it is."""
    (found, _, _), seen = plug(standard=name)

    assert found == standard
    assert code in seen


@pytest.mark.parametrize("name", ["GBT_AC", "NEMA_14_50", "MCS", "SAE_J3400", "DOMESTIC_N"])
def test_wild_6_6_newer_standards(name):
    """A standard of a newer version is read in an older document without a remark."""
    old = without(location(evses=[evse(connectors=[connector(standard=name, format="CABLE")])]))
    found, seen = read_location(without(old, "country_code", "party_id", "publish"))

    assert found.evses[0].connectors[0].standard == name
    assert seen <= {"party_missing", "power_type_suspect"}


@pytest.mark.parametrize(
    ("members", "expected", "seen"),
    [
        ({"standard": None}, (None, "SOCKET", "AC_3_PHASE"), {"null_required"}),
        ({"format": None}, ("IEC_62196_T2", None, "AC_3_PHASE"), {"null_required"}),
        ({"power_type": None}, ("IEC_62196_T2", "SOCKET", None), {"null_required"}),
        (
            {"standard": "CHADEMO", "format": None, "power_type": None},
            ("CHADEMO", "CABLE", "DC"),
            {"power_type_suspect", "format_suspect"},
        ),
        (
            {"standard": "GBT_DC", "format": "CABLE", "power_type": None},
            ("GBT_DC", "CABLE", "DC"),
            {"power_type_suspect"},
        ),
        (COMBO | {"format": None}, tuple(COMBO.values()), {"format_suspect"}),
    ],
)
def test_wild_6_7_nulls(members, expected, seen):
    """What a plug is tells its power type, and direct current tells the cable."""
    assert plug(**members) == (expected, seen)


def test_wild_6_8_lower_case():
    """Codes in lower case are read."""
    found, seen = plug(format="cable", power_type="ac_1_phase")

    assert found == ("IEC_62196_T2", "CABLE", "AC_1_PHASE")
    assert seen == {"enum_case"}


def test_wild_6_9_socket_on_dc():
    """Direct current comes by cable; on alternating current both can be."""
    assert plug(**COMBO | {"format": "SOCKET"}) == (tuple(COMBO.values()), {"format_suspect"})
    assert plug(format="CABLE") == (("IEC_62196_T2", "CABLE", "AC_3_PHASE"), set())


@pytest.mark.parametrize("standard", ["IEC_62196_T2_COMBO", "CHADEMO"])
def test_wild_6_10_dc_plug_with_ac(standard):
    """The plug wins over its power type, and readers are told."""
    members = {"standard": standard, "format": "CABLE", "power_type": "AC_3_PHASE"}

    assert plug(**members) == ((standard, "CABLE", "DC"), {"power_type_suspect"})
    assert flags_of(**members) == ("power_type_suspect",)


def test_wild_6_10_type_2_with_dc():
    """Type 2 can carry direct current."""
    found, seen = plug(power_type="DC", format="CABLE", max_voltage=420)

    assert (found, seen) == (("IEC_62196_T2", "CABLE", "DC"), set())


@pytest.mark.parametrize(
    ("members", "watts"),
    [
        ({"max_electric_power": 11}, 11_000),
        ({"max_electric_power": 7.4, "power_type": "AC_1_PHASE", "max_amperage": 32}, 7_400),
        (COMBO | {"max_electric_power": 60, "max_voltage": 500, "max_amperage": 125}, 60_000),
        ({"max_electric_power": "22", "max_amperage": 32}, 22_000),
    ],
)
def test_wild_6_11_kilowatts(members, watts):
    """A power below 1000 is kilowatts; readers are told."""
    found, seen = read_connector(**members)

    assert (found.max_electric_power, max_power(found)) == (watts, watts)
    assert seen - {"type_coerced"} == {"power_unit_kw"}
    assert flags_of(**members) == ("power_unit_kw",)


def test_wild_6_11_contradiction():
    """1000 are watts; kilowatts that volts and amperes contradict are left out."""
    exact, seen = read_connector(max_electric_power=1000)
    wrong, noted = read_connector(max_electric_power=150, max_amperage=16)

    assert (exact.max_electric_power, seen) == (1000, set())
    assert (wrong.max_electric_power, noted) == (None, {"power_too_high"})


def test_wild_6_12_thousandfold():
    """A power that is a thousandfold of what volts and amperes give is put right, and flagged."""
    members = {"power_type": "AC_1_PHASE", "max_amperage": 32, "max_electric_power": 7_360_000}
    found, seen = read_connector(**members)

    assert (found.max_electric_power, seen) == (7_360, {"power_too_high"})
    assert flags_of(**members) == ("power_too_high",)


def test_wild_6_12_megawatts():
    """A megawatt system may have more than 1000 kW."""
    members = {"standard": "MCS", "power_type": "DC", "format": "CABLE", "max_voltage": 1250}
    found, seen = read_connector(**members, max_amperage=2400, max_electric_power=3_000_000)

    assert (found.max_electric_power, seen) == (3_000_000, set())


def test_wild_6_13_one_phase_that_is_three():
    """A power of three times volts × amperes counts; the power type is flagged."""
    members = {"power_type": "AC_1_PHASE", "max_voltage": 220, "max_amperage": 32}
    found, seen = read_connector(**members, max_electric_power=22_000)

    assert (max_power(found), seen) == (22_000, {"power_type_suspect"})
    assert flags_of(**members, max_electric_power=22_000) == ("power_type_suspect",)


@pytest.mark.parametrize(("volts", "neutral"), [(380, 219), (400, 231), (415, 240)])
def test_wild_6_14_line_to_line(volts, neutral):
    """A three-phase voltage between lines is divided by √3, and flagged."""
    found, seen = read_connector(max_voltage=volts, max_amperage=32)

    assert (found.max_voltage, max_power(found)) == (neutral, 3 * neutral * 32)
    assert seen == {"voltage_line_to_line"}
    assert flags_of(max_voltage=volts) == ("voltage_line_to_line",)


@pytest.mark.parametrize("volts", [688, 11, 5000])
def test_wild_6_14_no_voltage(volts):
    """A voltage that no connector has is left out; the power that is stated stays."""
    found, seen = read_connector(max_voltage=volts, max_electric_power=11_000)

    assert (found.max_voltage, max_power(found)) == (None, 11_000)
    assert seen == {"voltage_invalid"}


@pytest.mark.parametrize(("volts", "amperes"), [(400, 62), (240, 60)])
def test_wild_6_15_declared_power_on_dc(volts, amperes):
    """On direct current the declared power counts, above volts × amperes too."""
    found, seen = read_connector(
        **COMBO, max_voltage=volts, max_amperage=amperes, max_electric_power=40_000
    )

    assert (max_power(found), seen) == (40_000, set())


@pytest.mark.parametrize(
    ("members", "watts", "seen"),
    [
        ({"max_electric_power": 0}, 11_040, {"power_zero"}),
        ({"max_voltage": 0, "max_electric_power": 11_000}, 11_000, {"power_zero"}),
        ({"max_amperage": 0}, None, {"power_zero"}),
        ({"max_voltage": None, "max_amperage": None}, None, set()),
        ({"max_voltage": 0, "max_amperage": 0, "max_electric_power": 0}, None, {"power_zero"}),
    ],
)
def test_wild_6_16_zeros(members, watts, seen):
    """Zero is unknown: the other figures count, and then nothing does."""
    found, noted = read_connector(**members)

    assert max_power(found) == watts
    assert 0 not in {found.max_voltage, found.max_amperage, found.max_electric_power}
    assert noted == seen


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"max_amperage": 62.1}, (230, 62)),
        ({"max_amperage": 62.5}, (230, 63)),
        ({"max_voltage": "231"}, (231, 16)),
        ({"max_voltage": "229,5"}, (230, 16)),
    ],
)
def test_wild_6_17_fractions_and_texts(members, expected):
    """Fractions are rounded half up, texts are read."""
    found, seen = read_connector(**members)

    assert (found.max_voltage, found.max_amperage) == expected
    assert seen == {"type_coerced"}


@pytest.mark.parametrize(
    ("power_type", "watts"), [("AC_1_PHASE", 7_360), ("AC_3_PHASE", 22_080), ("DC", 7_360)]
)
def test_wild_6_18_power_of_phases(power_type, watts):
    """Three phases carry three times volts × amperes, as the voltage is that to neutral."""
    found, _ = read_connector(power_type=power_type, format="CABLE", max_amperage=32)

    assert max_power(found) == watts


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        ([None, "Q1"], ("Q1",)),
        (None, ()),
        ([], ()),
        ([None], ()),
        ("Q1", ("Q1",)),
        ([" Q1", "", "Q1", "Q2"], ("Q1", "Q2")),
        (["gone-for-ever"], ("gone-for-ever",)),
    ],
)
def test_wild_6_19_tariff_ids(ids, expected):
    """References are cleaned; one that leads nowhere is kept and is no error."""
    found, seen = read_connector(tariff_ids=ids)

    assert found.tariff_ids == expected
    assert seen <= {"type_invalid", "type_coerced", "whitespace"}


@pytest.mark.parametrize(
    ("member", "values", "expected"),
    [
        ("capabilities", ["RFID_READER", "TELEPORT"], ("RFID_READER", "TELEPORT")),
        ("parking_restrictions", ["Plugged", "LLAMAS"], ("PLUGGED", "LLAMAS")),
    ],
)
def test_wild_6_21_unknown_codes_of_an_evse(member, values, expected):
    """A code that no version has is kept, as 2.3.0 wants it: the lists are open."""
    found, reading = read_evse(**{member: values})

    assert getattr(found, member) == expected
    assert issue(reading, "enum_unknown").path == f"$.evses[0].{member}[1]"


@pytest.mark.parametrize("entry", [None, 7.5, {"x": 1}, True])
def test_wild_6_21_entry_that_is_no_code(entry):
    """An entry that cannot be a code is left out alone."""
    found, seen = read_location(facilities=["CAFE", entry, "WIFI"])

    assert found.facilities[:1] + found.facilities[-1:] == ("CAFE", "WIFI")
    assert seen & {"type_invalid", "type_coerced"}


def test_wild_6_21_unknown_category_of_a_picture():
    """A picture of an unknown category is kept."""
    picture = {"url": "https://a.example/1.png", "category": "PANORAMA", "type": "png"}
    found, _ = read_location(images=[picture], facilities=["CAFE", "HELIPAD"])

    assert [one.category for one in found.images] == ["PANORAMA"]
    assert found.facilities == ("CAFE", "HELIPAD")


@pytest.mark.parametrize("public", [True, False])
def test_wild_6_22_publish_missing(public):
    """Publish that is missing is true only where the source is declared public."""
    reading = read(without(location(), "publish"), public=public)

    assert reading.location.publish is public
    assert issue(reading, "publish_missing").became == str(public).lower()


@pytest.mark.parametrize("public", [True, False])
@pytest.mark.parametrize("publish", [True, False])
def test_wild_6_22_publish_counts(publish, public):
    """Publish that is stated counts, and 2.1.1 does not have it."""
    stated = read(location(publish=publish), public=public)
    old = read(without(location(), "publish", "country_code", "party_id"), public=public)

    assert (stated.location.publish, codes(stated)) == (publish, set())
    assert (old.location.publish, codes(old)) == (True, {"party_missing"})


@pytest.mark.parametrize("name", ["TEST Zutphen 3", "Depot (test)"])
def test_wild_6_23_test_stations(name):
    """A name that says test is flagged, no more; a word that holds it is nothing."""
    found, seen = read_location(name=name)
    other, nothing = read_location(name="Testaccio, Protestplein")

    assert (found.flags, seen, found.publish) == (("test_station",), {"test_station"}, True)
    assert (other.flags, nothing) == ((), set())
