"""The vendor's location services, pointed at another host: a program for its own environment.

    python services.py http://127.0.0.1:8080 KEY

Browse writes its area as ``area``, which is no parameter of the API and is ignored.
"""

import json
import sys

from here_location_services import LS

URL, KEY = sys.argv[1:]
AT = [52.09, 5.12]

ls = LS(api_key=KEY)
ls.geo_search_api._base_url = URL
browsed = ls.browse(center=AT, categories=["700-7600-0322"], limit=5)
circle = ls.discover(query="charging", center=AT, radius=5000, limit=100)
box = ls.discover(query="charging", bounding_box=[5.0, 52.0, 5.2, 52.2], limit=100)
country = ls.discover(query="charging", center=AT, country_codes=["DEU"], limit=100)
found = {
    "browsed": [item["id"] for item in browsed.items],
    "points": [each["geometry"]["coordinates"] for each in browsed.to_geojson()["features"]],
    "circle": [item["id"] for item in circle.items],
    "box": [item["id"] for item in box.items],
    "country": [item["id"] for item in country.items],
    "one": ls.lookup(location_id=browsed.items[0]["id"]).response["id"],
}
json.dump(found, sys.stdout)
