"""Every answer of browse equals what filtering the world by hand finds."""

from hypothesis import given, settings
from hypothesis import strategies as st

from plugdex.model.ids import partner_id
from tests.api.search_world import CATEGORY, OPERATORS, PLACES, distance, meets, names

lists = {
    "connectorTypeIds": ("29", "31", "34"),
    "supplierNames": ("Plug BV", "Fast One", "Volt & Söhne", "Nobody"),
    "paymentMethodIds": ("creditCard", "debitCard"),
    "categories": (*CATEGORY.values(), *(f"!{each}" for each in CATEGORY.values())),
}
values = {
    "minPower": st.sampled_from((22, 22.08, 22.09, 50, 150, 151)),
    "maxPower": st.sampled_from((22, 22.08, 50, 149.999, 150)),
    "current": st.sampled_from(("AC", "DC")),
    "emsp": st.just(True),
    "country": st.sampled_from(("NLD", "DEU", "FRA")),
}
asked_for = st.fixed_dictionaries(
    {},
    optional={
        name: st.lists(st.sampled_from(each), min_size=1, max_size=3, unique=True)
        for name, each in lists.items()
    }
    | values,
)
centres = st.tuples(
    st.integers(51_900, 52_300).map(lambda n: n / 1000),
    st.integers(4_800, 5_400).map(lambda n: n / 1000),
)


def written(asked):
    """The parameters of a request."""
    params = {}
    for name, value in asked.items():
        if name == "country":
            params["in"] = f"countryCode:{value}"
        elif name == "emsp":
            params["evStation[eMobilityServiceProviderPartnerIds]"] = partner_id("Roam")
        elif name == "categories":
            params[name] = ",".join(value)
        else:
            text = ",".join(value) if isinstance(value, list) else str(value)
            params[f"evStation[{name}]"] = text
    return params


@settings(max_examples=100, deadline=None)
@given(asked_for, centres)
def test_as_by_hand(find, asked, at):
    """The same places, the nearest first, with their distances."""
    answer = find("/browse", at=f"{at[0]},{at[1]}", limit=100, **written(asked))
    wanted = [name for name, each in PLACES.items() if meets(each.location, asked)]

    assert names(answer) == sorted(wanted, key=lambda name: distance(name, at))
    assert [item["distance"] for item in answer["items"]] == [
        round(distance(name, at)) for name in names(answer)
    ]


@given(asked_for)
@settings(max_examples=20, deadline=None)
def test_pages_lose_nothing(find, asked):
    """Two pages are the one that is as large as both."""
    params = {"at": "52.09,5.12"} | written(asked)
    whole = find("/browse", limit=20, **params)
    parts = [find("/browse", limit=10, offset=offset, **params) for offset in (0, 10)]

    assert [each for part in parts for each in part["items"]] == whole["items"]
    assert ("nextOffset" in parts[0]) == bool(parts[1]["items"])


def test_the_world_has_all():
    """The places differ in what is asked for."""
    operators = {each.location.operator and each.location.operator.name for each in PLACES.values()}

    assert operators >= set(OPERATORS)
