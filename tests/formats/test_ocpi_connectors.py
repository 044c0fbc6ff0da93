"""Quirks of connectors, by their number in the catalogue of quirks."""

import pytest

from plugdex.model.power import max_power
from tests.formats.ocpi_samples import connector, evse, location, read_connector, read_one


def test_sound_connector_has_no_issues():
    """A location as the specification wants it is read without a remark."""
    _, issues = read_one(location())

    assert issues == set()


@pytest.mark.parametrize(
    ("name", "standard", "code"),
    [
        ("IEC_60309_2_THREE_32", "IEC_60309_2_three_32", "enum_case"),
        ("Type 2 outlet", "IEC_62196_T2", "enum_alias"),
        ("GB/T (DC)", "GBT_DC", "enum_alias"),
        ("CCS", "IEC_62196_T2_COMBO", "enum_alias"),
        ("Warp plug", "Warp plug", "enum_unknown"),
        ("null", None, "null_required"),
        (None, None, "null_required"),
        ("UNKNOWN", None, "enum_unknown"),
        ("MCS", "MCS", ""),
    ],
)
def test_6_5_standards(name, standard, code):
    """Other names of a standard are understood, unknown ones kept as they came."""
    found, issues = read_connector(standard=name, power_type="DC", format="CABLE")

    assert found.standard == standard
    assert code in issues or not code


def test_6_5_ccs_in_america_is_type_1():
    """CCS without a number is the plug of the country."""
    place = {"latitude": "40.74000", "longitude": "-73.98000"}
    found, _ = read_one(
        location(
            country="USA",
            coordinates=place,
            time_zone="America/New_York",
            evses=[evse(connectors=[connector(standard="CCS", power_type="DC", format="CABLE")])],
        )
    )

    assert found.evses[0].connectors[0].standard == "IEC_62196_T1_COMBO"


def test_6_7_format_from_alias():
    """The words of an alias tell a cable from a socket where the format is missing."""
    found, _ = read_connector(standard="Type 2 cable", format=None)

    assert found.format == "CABLE"


def test_6_7_power_type_of_dc_plug():
    """A CHAdeMO plug without power type carries direct current by cable."""
    found, issues = read_connector(standard="CHADEMO", power_type=None, format=None)

    assert (found.power_type, found.format) == ("DC", "CABLE")
    assert {"power_type_suspect", "format_suspect"} <= issues


def test_6_8_lower_case_codes():
    """Codes in lower case are understood."""
    found, issues = read_connector(format="socket", power_type="ac_3_phase")

    assert (found.format, found.power_type) == ("SOCKET", "AC_3_PHASE")
    assert issues == {"enum_case"}


def test_6_9_dc_socket_is_a_cable():
    """Direct current comes by cable, whatever the feed says."""
    found, issues = read_connector(standard="IEC_62196_T2_COMBO", power_type="DC")

    assert found.format == "CABLE"
    assert issues == {"format_suspect"}


def test_6_10_type_2_with_dc_is_right():
    """Type 2 can carry direct current."""
    found, issues = read_connector(power_type="DC", format="CABLE", max_voltage=400)

    assert (found.standard, found.power_type) == ("IEC_62196_T2", "DC")
    assert issues == set()


def test_6_10_combo_with_ac_is_dc():
    """The plug wins over an alternating power type."""
    found, issues = read_connector(standard="IEC_62196_T2_COMBO", format="CABLE")

    assert found.power_type == "DC"
    assert issues == {"power_type_suspect"}


@pytest.mark.parametrize(
    ("members", "watts", "code"),
    [
        ({"max_electric_power": 22, "max_amperage": 32}, 22_000, "power_unit_kw"),
        ({"max_electric_power": 7.4, "max_amperage": 32}, 7_400, "power_unit_kw"),
        ({"max_electric_power": 1000}, 1000, None),
        ({"max_electric_power": 11_000}, 11_000, None),
        (
            {"max_electric_power": 7_360_000, "power_type": "AC_1_PHASE", "max_amperage": 32},
            7_360,
            "power_too_high",
        ),
        ({"max_electric_power": 40_000}, 11_040, "power_too_high"),
        ({"max_electric_power": 0}, 11_040, "power_zero"),
        (
            {"max_electric_power": 22_000, "power_type": "AC_1_PHASE", "max_amperage": 32},
            22_000,
            "power_type_suspect",
        ),
        ({"max_voltage": 400, "max_amperage": 32}, 22_176, "voltage_line_to_line"),
        ({"max_voltage": 688, "max_electric_power": 22_000}, 22_000, "voltage_invalid"),
        ({"max_voltage": 11}, None, "voltage_invalid"),
        ({"max_amperage": 31.88, "max_voltage": 230}, 22_080, "type_coerced"),
        ({"max_voltage": "230"}, 11_040, "type_coerced"),
    ],
)
def test_6_11_to_6_17_power(members, watts, code):
    """Kilowatts, thousandfold watts, line voltages, zeros and fractions are put right."""
    found, issues = read_connector(**members)

    assert max_power(found) == watts
    assert issues == ({code} if code else set())


@pytest.mark.parametrize(
    ("stated", "watts", "code"),
    [(60, 60_000, "power_unit_kw"), (45_000, 45_000, "power_too_high")],
)
def test_6_11_nothing_contradicts(stated, watts, code):
    """Without volts a stated power is kept and flagged, even where it is hard to believe."""
    found, issues = read_connector(max_electric_power=stated, max_voltage=None)

    assert found.max_electric_power == watts
    assert issues == {code}


def test_6_15_declared_power_wins_on_dc():
    """On DC the declared power counts, even above volts × amperes."""
    found, issues = read_connector(
        standard="IEC_62196_T2_COMBO",
        format="CABLE",
        power_type="DC",
        max_voltage=400,
        max_amperage=62,
        max_electric_power=40_000,
    )

    assert max_power(found) == 40_000
    assert issues == set()


def test_6_11_sets_a_flag():
    """A guess of the unit is published with the location."""
    found, _ = read_one(location(evses=[evse(connectors=[connector(max_electric_power=11)])]))

    assert found.flags == ("power_unit_kw",)


@pytest.mark.parametrize("ids", [[None, " T1 ", ""], "T1", ["T1", "T1"]])
def test_6_19_tariff_ids_are_cleaned(ids):
    """Nulls, blanks, copies and a lone text are understood."""
    found, _ = read_connector(tariff_ids=ids)

    assert found.tariff_ids == ("T1",)


def test_1_15_names_of_2_1_1():
    """Names of 2.1.1 are read in later versions too."""
    old = connector(voltage=230, amperage=32, tariff_id="T9")
    del old["max_voltage"], old["max_amperage"]
    found, issues = read_one(location(evses=[evse(connectors=[old])]))

    assert found.evses[0].connectors[0].max_amperage == 32
    assert found.evses[0].connectors[0].tariff_ids == ("T9",)
    assert issues == {"field_alias"}


def test_3_5_connector_without_id_gets_one():
    """Connectors without ids are numbered in an order that survives a shuffle."""
    two = [connector(id=None, format="SOCKET"), connector(id=None, format="CABLE")]
    found, issues = read_one(location(evses=[evse(connectors=two)]))

    assert [(c.id, c.format) for c in found.evses[0].connectors] == [
        ("2", "SOCKET"),
        ("1", "CABLE"),
    ]
    assert issues == {"id_synthetic"}


def test_3_7_duplicate_connector_ids():
    """An identical copy is dropped; another connector with the same id gets one of its own."""
    three = [connector(), connector(), connector(max_amperage=32)]
    found, issues = read_one(location(evses=[evse(connectors=three)]))

    assert [c.id for c in found.evses[0].connectors] == ["1", "1-2"]
    assert issues == {"connector_id_duplicate"}
