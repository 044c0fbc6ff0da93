"""Whether a vehicle can charge: the known cases, Tesla's stalls, what is unknown, and laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from plugdex.model.adapters import ADAPTERS, find_adapter
from plugdex.model.connectors import STANDARDS
from plugdex.model.fit import Site, connection, fit, has_name_of, verdict
from plugdex.model.fit_text import ASSUMPTIONS, LIMITS, REASONS, fit_text
from plugdex.model.location import Connector
from plugdex.model.power import max_power
from plugdex.model.vehicles import INLETS, Vehicle
from plugdex.model.vocabulary import POWER_TYPES

DEU, USA = Site(country="DEU"), Site(country="USA")
TESLA_DEU = Site(country="DEU", restrictions=("BRAND_ONLY",), operator="Tesla, Inc.")
TESLA_USA = Site(country="USA", restrictions=("BRAND_ONLY",), operator="Tesla")


def car(*inlets, **members):
    """A vehicle with inlets."""
    return Vehicle(id="car", inlets=inlets, **members)


def plug(standard, power_type="DC", format="CABLE", **members):
    """A connector with direct current, unless told otherwise."""
    names = {"v": "max_voltage", "a": "max_amperage", "w": "max_electric_power"}
    members = {names[name]: value for name, value in members.items()}
    return Connector(id="1", standard=standard, power_type=power_type, format=format, **members)


CCS2_11 = car("CCS2", ac_power=11_000, ac_phases=3)
LEAF = car("TYPE1", "CHADEMO", ac_power=6_600, ac_phases=1)
T2_CABLE_22 = plug("IEC_62196_T2", "AC_3_PHASE", w=22_000)
CCS2_150 = plug("IEC_62196_T2_COMBO", v=920, a=400, w=150_000)
SCHUKO = plug("DOMESTIC_F", "AC_1_PHASE", "SOCKET", v=230, a=16)
J3400 = {"NACS_TO_CCS1"}
GBT = car("GBT_DC")

# number, vehicle, adapters, connector, site, verdict, watts, own cable
CASES = [
    (
        1,
        CCS2_11,
        (),
        plug("IEC_62196_T2", "AC_3_PHASE", "SOCKET", v=230, a=32),
        DEU,
        "DIRECT",
        11000,
        True,
    ),
    (2, LEAF, (), T2_CABLE_22, DEU, "ADAPTER", 6_600, False),
    (3, LEAF, (), CCS2_150, DEU, "NO", None, False),
    (4, LEAF, (), plug("CHADEMO", v=500, a=125), DEU, "DIRECT", 50_000, False),
    (5, car("CCS1"), (), CCS2_150, DEU, "NO", None, False),
    (6, car("NACS"), (), plug("IEC_62196_T1_COMBO", w=350_000), USA, "ADAPTER", 350_000, False),
    (7, car("CCS1"), J3400, plug("TESLA_S", w=150_000), TESLA_USA, "NO", None, False),
    (8, car("CCS1"), J3400, plug("TESLA_S", w=250_000), USA, "ADAPTER", 250_000, False),
    (
        9,
        car("CCS2", voltage_class=800, dc_power=270000),
        (),
        plug("IEC_62196_T2_COMBO", v=470, w=250000),
        DEU,
        "DIRECT",
        150000,
        False,
    ),
    (10, car("CCS2"), (), plug("IEC_62196_T2", w=150_000), DEU, "NO", None, False),
    (11, car("TYPE2", ac_power=3_700), (), CCS2_150, DEU, "NO", None, False),
    (12, car("TYPE2", ac_power=11_000, ac_phases=3), (), SCHUKO, DEU, "DIRECT", 3_680, True),
    (13, GBT, (), CCS2_150, DEU, "NO", None, False),
    (13, GBT, {"CCS2_TO_GBT_DC"}, CCS2_150, DEU, "ADAPTER", 150_000, False),
    (14, car("CCS2", dc_power=50_000), (), CCS2_150, DEU, "DIRECT", 50_000, False),
    (
        15,
        car("CCS2", ac_power=43000, ac_phases=3),
        (),
        plug("IEC_62196_T2", "AC_3_PHASE", v=400, a=32),
        DEU,
        "DIRECT",
        22170,
        False,
    ),
]


@pytest.mark.parametrize(
    ("vehicle", "adapters", "connector", "site", "answer", "watts", "cable"),
    [case[1:] for case in CASES],
    ids=[str(case[0]) for case in CASES],
)
def test_must_pass(vehicle, adapters, connector, site, answer, watts, cable):
    """The fifteen cases that every reader of the rules must get right."""
    found = fit(vehicle, adapters, connector, site)

    assert (found.verdict, found.power.watts, found.connection.own_cable) == (answer, watts, cable)


def test_what_the_cases_say_besides():
    """Case 7 says why not, 9 is limited by voltage and assumed, 12 has a power for hours."""
    answers = {case[0]: fit(*case[1:5]) for case in CASES}

    assert answers[7].reasons == ("BRAND_ONLY",)
    assert answers[9].reasons == ("LIMITED_BY_VOLTAGE",)
    assert "VOLTAGE_LIMIT_ASSUMED" in answers[9].power.assumptions
    assert answers[12].power.lasting == 2_300


@pytest.mark.parametrize(
    ("vehicle", "standard", "is_dc", "site", "answer"),
    [
        (car("NACS", make="Tesla"), "TESLA_S", True, TESLA_USA, "DIRECT"),
        (car("NACS", make="Hyundai"), "SAE_J3400", True, TESLA_USA, "NO"),
        (car("NACS", make="Hyundai"), "SAE_J3400", True, USA, "DIRECT"),
        (car("CCS2", make="Tesla"), "IEC_62196_T2_COMBO", True, TESLA_DEU, "DIRECT"),
        (car("CCS2", make="Audi"), "IEC_62196_T2_COMBO", True, TESLA_DEU, "NO"),
        (car("CCS2", make="Audi"), "IEC_62196_T2_COMBO", True, DEU, "DIRECT"),
        (car("CCS2", make="Audi"), "IEC_62196_T2", True, DEU, "NO"),
        (car("TESLA_TYPE2", make="Tesla"), "IEC_62196_T2", True, TESLA_DEU, "DIRECT"),
        (car("CCS2"), "IEC_62196_T2_COMBO", True, TESLA_DEU, "UNKNOWN"),
        (car("CCS1"), "IEC_62196_T2_COMBO", True, TESLA_DEU, "NO"),
        (car("CCS1"), "IEC_62196_T1_COMBO", True, USA, "DIRECT"),
    ],
)
def test_tesla_stalls(vehicle, standard, is_dc, site, answer):
    """A site for one make is closed to others, and unknown to a vehicle whose make nobody says."""
    assert verdict(vehicle, J3400, standard, "CABLE", is_dc, site) == answer


def test_own_make_by_plug():
    """Tesla's plug says whose site it is where the operator's name does not."""
    hotel = Site(country="USA", restrictions=("BRAND_ONLY",), operator="Hotel")

    assert verdict(car("NACS", make="tesla"), (), "SAE_J3400", "CABLE", True, hotel) == "DIRECT"


def test_names_of_makes():
    """A make is found in an operator's name as whole words only."""
    assert has_name_of("Mercedes-Benz Charging", "Mercedes-Benz")
    assert not has_name_of("Miniature Charging", "Mini")


@pytest.mark.parametrize(
    ("inlets", "standard", "format", "is_dc", "country", "reason"),
    [
        ((), "CHADEMO", "CABLE", True, "DEU", "INLETS_UNKNOWN"),
        (("TYPE9",), "CHADEMO", "CABLE", True, "DEU", "INLETS_UNKNOWN"),
        (("CCS2",), None, "CABLE", True, "DEU", "PLUG_UNKNOWN"),
        (("CCS2",), "SOMETHING_NEW", "CABLE", True, "DEU", "NO_RULE"),
        (("CCS2",), "TESLA_R", "CABLE", False, "DEU", "NO_RULE"),
        (("CCS1",), "IEC_62196_T1", "CABLE", True, "USA", "NO_RULE"),
        (("CCS2",), "IEC_62196_T2", "CABLE", None, "DEU", "CURRENT_UNKNOWN"),
        (("NACS",), "TESLA_S", "CABLE", True, None, "COUNTRY_UNKNOWN"),
    ],
)
def test_unknown(inlets, standard, format, is_dc, country, reason):
    """What is not known is neither a match nor a "no"."""
    found = connection(car(*inlets), (), standard, format, is_dc, Site(country=country))

    assert (found.verdict, found.reason, found.matches) == ("UNKNOWN", reason, None)


def test_unknown_that_does_not_matter():
    """Where all rows agree, nobody needs to know which; the cable is what stays open."""
    either = connection(car("TYPE2"), (), "IEC_62196_T2", None, False, DEU)

    assert (either.verdict, either.own_cable) == ("DIRECT", None)
    assert verdict(car("CCS2", "TYPE9"), (), "IEC_62196_T2_COMBO", None, None, DEU) == "DIRECT"
    assert verdict(car("CHADEMO"), (), "IEC_62196_T2", None, None, Site()) == "NO"
    assert verdict(car("TYPE1"), (), "IEC_62196_T2", None, False, DEU) == "ADAPTER"


def test_adapter_of_another_make():
    """Tesla's CHAdeMO adapter is no use to another make."""
    chademo = ("CHADEMO", "CABLE", True, USA)

    assert verdict(car("NACS", make="Tesla"), {"CHADEMO_TO_TESLA"}, *chademo) == "ADAPTER"
    assert verdict(car("NACS", make="Kia"), {"CHADEMO_TO_TESLA"}, *chademo) == "NO"


@pytest.mark.parametrize("name", ["j3400", "NACS-to-CCS1", " nacs to ccs1 "])
def test_names_of_adapters(name):
    """Drivers write names as they like."""
    assert find_adapter(name) is ADAPTERS["NACS_TO_CCS1"]


vehicles = st.builds(
    Vehicle,
    id=st.just("v"),
    make=st.sampled_from((None, "Tesla", "Kia")),
    inlets=st.lists(st.sampled_from((*INLETS, "TYPE9")), max_size=3, unique=True).map(tuple),
    ac_power=st.none() | st.integers(1_000, 50_000),
    ac_phases=st.sampled_from((None, 1, 2, 3)),
    dc_power=st.none() | st.integers(1_000, 500_000),
    voltage_class=st.sampled_from((None, 400, 800)),
    dc_power_at_400v=st.none() | st.integers(0, 200_000),
    cable_amperes=st.none() | st.integers(1, 64),
)
connectors = st.builds(
    Connector,
    id=st.just("1"),
    standard=st.sampled_from((None, "NEW", *(each.ocpi for each in STANDARDS))),
    format=st.sampled_from((None, "SOCKET", "CABLE")),
    power_type=st.sampled_from((None, *sorted(POWER_TYPES))),
    max_voltage=st.none() | st.integers(1, 1500),
    max_amperage=st.none() | st.integers(1, 1000),
    max_electric_power=st.none() | st.integers(1, 4_000_000),
)
owned = st.sets(st.sampled_from(sorted(ADAPTERS)))
sites = st.builds(
    Site,
    country=st.sampled_from((None, "USA", "DEU")),
    restrictions=st.sampled_from(((), ("BRAND_ONLY",), ("TAXIS_ONLY",))),
    operator=st.sampled_from((None, "Tesla", "Plug BV")),
)
GOODNESS = {True: 2, None: 1, False: 0}


@given(vehicles, owned, connectors, sites)
def test_power_is_bounded(vehicle, adapters, connector, site):
    """No power is above what the connector, the vehicle and the adapter have."""
    found = fit(vehicle, adapters, connector, site)
    watts = found.power.watts

    if watts is None:
        return
    assert watts <= (max_power(connector) or 0)
    assert watts <= max(vehicle.ac_power or 10**9, vehicle.dc_power or 10**9)
    if found.connection.adapter == "CHADEMO_TO_TESLA":
        assert watts <= 50_000
    assert (found.power.lasting or 0) <= watts


@given(vehicles, owned, owned, connectors, sites)
def test_adapters_only_help(vehicle, adapters, more, connector, site):
    """More adapters never turn a match into a "no" or an unknown."""
    few = fit(vehicle, adapters, connector, site).connection
    many = fit(vehicle, adapters | more, connector, site).connection

    assert GOODNESS[many.matches] >= GOODNESS[few.matches]


@given(vehicles, owned, connectors, sites)
def test_ac_inlets_take_no_dc(vehicle, adapters, connector, site):
    """Inlets for alternating current only never match a connector with direct current."""
    ac_only = tuple(each for each in vehicle.inlets if each in INLETS and not INLETS[each].dc)
    found = fit(
        replace(vehicle, inlets=ac_only), adapters, replace(connector, power_type="DC"), site
    )
    dc_only = {each.ocpi for each in STANDARDS if each.is_dc_only}

    if ac_only and (connector.standard in dc_only or connector.standard == "IEC_62196_T2"):
        assert found.verdict in ("NO", "UNKNOWN")
    assert found.connection.matches is not True


@given(vehicles, owned, connectors, sites, connectors)
def test_verdict_depends_on_little(vehicle, adapters, connector, site, other):
    """Two connectors that share plug, format and current get one verdict, whatever their power."""
    is_dc = connector.power_type == "DC" if connector.power_type else None
    rated = replace(
        connector,
        max_voltage=other.max_voltage,
        max_amperage=other.max_amperage,
        max_electric_power=other.max_electric_power,
    )
    expected = verdict(vehicle, adapters, connector.standard, connector.format, is_dc, site)

    assert fit(vehicle, adapters, rated, site).verdict == expected


@given(vehicles, owned, connectors, sites)
def test_more_knowledge_never_contradicts(vehicle, adapters, connector, site):
    """Telling what is unknown turns no match into a "no" and no "no" into a match."""
    blurred = replace(connector, format=None, power_type=None)
    before = fit(vehicle, adapters, blurred, replace(site, country=None)).connection
    after = fit(vehicle, adapters, connector, site).connection

    if before.verdict in ("DIRECT", "NO"):
        assert after.verdict in (before.verdict, "UNKNOWN")


@given(vehicles, owned, connectors, sites)
def test_every_answer_has_words(vehicle, adapters, connector, site):
    """Every answer is a sentence, and every code of it is explained."""
    found = fit(vehicle, adapters, connector, site)
    text = fit_text(found, connector.standard, vehicle)

    assert text.endswith(".")
    assert "{" not in text
    assert set(found.power.assumptions) <= {*ASSUMPTIONS, *REASONS, "CONNECTOR_POWER_UNKNOWN"}
    assert found.power.limit is None or found.power.limit in LIMITS
    assert found.verdict not in ("NO", "UNKNOWN") or found.connection.reason in REASONS


@pytest.mark.parametrize(
    ("vehicle", "adapters", "connector", "text"),
    [
        (
            car("CCS2", dc_power=300000, voltage_class=400),
            (),
            CCS2_150,
            "Fits directly. Up to 150 kW.",
        ),
        (
            CCS2_11,
            (),
            plug("IEC_62196_T2", "AC_3_PHASE", "SOCKET", v=230, a=32),
            "Fits with your own cable. Up to 11 kW; limited by the vehicle.",
        ),
        (
            LEAF,
            (),
            T2_CABLE_22,
            "Fits only with an adapter from Type 2 to Type 1. Up to 6.6 kW; "
            "limited by the vehicle.",
        ),
        (
            LEAF,
            {"TYPE2_TO_TYPE1"},
            T2_CABLE_22,
            "Fits with your adapter from Type 2 to Type 1. Up to 6.6 kW; limited by the vehicle.",
        ),
        (LEAF, (), CCS2_150, "Does not fit: CCS2 plug, and the vehicle has Type 1 and CHAdeMO."),
        (
            GBT,
            (),
            CCS2_150,
            "Does not fit without an adapter from CCS2 to GB/T DC, which you did not name.",
        ),
        (
            CASES[8][1],
            (),
            CASES[8][3],
            "Fits directly. Up to 150 kW; limited by the voltage of the connector; "
            "what the vehicle takes at 400 V is assumed.",
        ),
        (
            car("TYPE2", ac_power=11000, ac_phases=3),
            (),
            SCHUKO,
            "Fits with your own portable cable. Up to 3.68 kW, 2.3 kW for hours.",
        ),
    ],
)
def test_text(vehicle, adapters, connector, text):
    """What a driver reads."""
    assert fit_text(fit(vehicle, adapters, connector, DEU), connector.standard, vehicle) == text
