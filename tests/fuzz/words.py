"""Values that parameters really have: without them nearly every request is refused at the door."""

from collections.abc import Mapping, Sequence

import flexpolyline
import httpx2
import polyline

ROUTE = [(52.09, 5.12), (52.0, 4.9), (51.9, 4.48)]
FLEXIBLE = flexpolyline.encode(ROUTE)
NUMBERS = ("0", "1", "7", "50", "150.5", "-1", "1e3", "nan", "inf", "٣", "1_000", "9" * 30, "0x1")
MOMENTS = ("2026-06-01T12:00:00", "2026-06-01T12:00:00+02:00", "2099-12-31", "0001-01-01T00:00:00Z")
CURSORS = ("c0000000000000000" + "0" * 16, "d40c3880000000000" + "0" * 16, "p" + "0" * 32)
PARTNER = "3f2504e0-4f89-11d3-9a0c-0305e82c3301"
CONNECTORS = ("IEC_62196_T2", "IEC_62196_T2_COMBO", "CHADEMO", "iec62196Type2Combo", "SAE_J3400")

Words = Mapping[str, Sequence[str]]

OWN: Words = {
    "at": ("52.09,5.12", "-90,180", "0,0", "90,-180", "nan,nan"),
    "radius": ("500", "20000", "1e7", *NUMBERS),
    "bbox": ("4.2,52,5.3,52.5", "179,-10,-179,10", "-180,-90,180,90", "5,52,5,52", "0,0,nan,1"),
    "country": ("NLD", "nl,FRA", "usa"),
    "route": (FLEXIBLE, FLEXIBLE[:-1], "BFoz5xJ67i1B1B7PzIhaxL7Y"),
    "polyline": (polyline.encode(ROUTE), "_p~iF~ps|U_ulLnnqC_mqNvxq`@", "??"),
    "width": ("100", "5000", *NUMBERS),
    "every": ("1000", "50000", *NUMBERS),
    "order": ("distance", "along", "excursion", "price", "cell"),
    "connectors": (*CONNECTORS, ",".join(CONNECTORS)),
    "minKw": ("50", "0.001", *NUMBERS),
    "maxKw": ("150", *NUMBERS),
    "current": ("AC", "DC"),
    "format": ("CABLE", "SOCKET"),
    "available": ("0", "1", "1000", *NUMBERS),
    "operator": ("Allego", "Shell,Fastned", PARTNER, ","),
    "emsp": ("NL-TNM", PARTNER),
    "payment": ("CREDIT_CARD", "creditCard", "app"),
    "open": ("now",),
    "access": ("any", "public", "allBrands"),
    "for": ("car", "truck", "twoWheeler"),
    "q": ("utrecht", "de", "a b c d e", "'\"%_*", "é" * 50, "\0"),
    "maxPrice": ("10", "0.1", "1e9", *NUMBERS),
    "limit": ("1", "20", "1000", *NUMBERS),
    "cursor": CURSORS,
    "kwh": ("20", "0", "2000", "1e-30", *NUMBERS),
    "battery": ("60", *NUMBERS),
    "socFrom": ("10", "0", *NUMBERS),
    "socTo": ("80", "100", *NUMBERS),
    "kw": ("11", "0.5", *NUMBERS),
    "start": MOMENTS,
    "parking": ("0", "20", "10080", *NUMBERS),
    "types": ("REGULAR", "AD_HOC_PAYMENT,PROFILE_CHEAP"),
    "vehicle": ("custom", "nothing"),
    "inlets": ("CCS2", "NACS,CHADEMO"),
    "adapters": ("none", "NACS_TO_CCS1,CCS1_TO_NACS"),
    "acKw": ("11", *NUMBERS),
    "acPhases": ("1", "3"),
    "dcKw": ("150", *NUMBERS),
    "volts": ("400", "800"),
    "dcKwAt400V": ("50", *NUMBERS),
    "cableA": ("16", "32", *NUMBERS),
    "make": ("Tesla", "é"),
    "lenient": ("true", "false"),
    "z": ("0", "8", "14", "20", "99"),
    "x": ("0", "131", "8420"),
    "y": ("0", "84", "5400"),
}
V2: Words = {
    "prox": ("52.09,5.12,2000", "90,180,1", "-90,0,200000", "52,5,0"),
    "bbox": ("52.2,5.0;52.0,5.2", "1,179;-1,-179", "90,0;89,1"),
    "corridor": ("52.09,5.12;52.0,4.9;500", "52.09,5.12;52.0,4.9", "0,0;0,0;1", "0,179;0,-179;1"),
    "connectortype": ("33", "31,39", "0", "٣"),
    "emsp": (PARTNER,),
    "maxresults": ("1", "100", *NUMBERS),
    "offset": ("0", "10", *NUMBERS),
}
SEARCH: Words = {
    "at": OWN["at"],
    "in": ("countryCode:NLD", "circle:52.09,5.12;r=5000", "bbox:4.9,52,5.2,52.2"),
    "route": (FLEXIBLE, f"{FLEXIBLE};w=2000", f"{FLEXIBLE};w=50001"),
    "ranking": ("excursionDistance",),
    "categories": ("700-7600-0322", "!700-7600-0324"),
    "q": OWN["q"],
    "name": OWN["q"],
    "lang": ("en-US", "de"),
    "politicalView": ("IND",),
    "limit": OWN["limit"],
    "offset": ("0", "99", *NUMBERS),
    "show": ("ev", "ev,eMobilityServiceProviders,tz", "fuel", "phonemes"),
    "mobilityMode": ("car", "truck"),
    "evStation[connectorTypeIds]": ("33", "31,39"),
    "evStation[supplierNames]": ("Allego",),
    "evStation[eMobilityServiceProviderPartnerIds]": (PARTNER,),
    "evStation[paymentMethodIds]": ("creditCard", "authByCarPlugAndCharge,debitCard"),
    "evStation[current]": ("AC", "DC"),
    "evStation[minPower]": OWN["minKw"],
    "evStation[maxPower]": OWN["maxKw"],
}
V3: Words = {
    "fields": ("address,evses", "connectorGroups,tariffs", "nearby,emsps,locationInfo"),
    "connectorTypes": ("iec62196Type2Combo", "chademo,iec62196Type2"),
    "tariff": ("all", "adhoc", "cpo", f"partner:{PARTNER}", PARTNER),
    "days": ("1", "7", *NUMBERS),
    "countryCodes": ("NLD", "nld,FRA"),
}
ID = ("id", "ids")


def words_of(client: httpx2.Client) -> Mapping[str, Words]:
    """The words of each dialect, with ids that the server knows."""
    listed = client.get("/api/locations?bbox=4.2,52,5.3,52.5&limit=20").json()
    ids = [each["id"] for each in listed["items"]]
    cursors = (listed["next"], *CURSORS)
    several = (*ids, ",".join(ids), f"x:{ids[0]}")
    found = client.get("/ev/stations.json?prox=52.09,5.12,20000&maxresults=5").json()
    stations = [each["id"] for each in found["evStations"]["evStation"]]
    pools = [each["poolId"] for each in found["evStations"]["evStation"]]
    vehicles = [each["id"] for each in client.get("/api/vehicles?q=ioniq").json()["items"]]
    return {
        "HERE v3": V3 | dict.fromkeys(ID, several),
        "HERE v2": V2 | {"id": (*stations, *pools)},
        "HERE search": SEARCH | dict.fromkeys(ID, several),
        "own": OWN
        | dict.fromkeys(ID, (*several, *vehicles))
        | {"cursor": cursors, "vehicle": (*vehicles, "custom"), "name": ("ndw",)},
    }
