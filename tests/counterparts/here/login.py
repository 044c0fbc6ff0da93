"""The vendor's login, pointed at another host: a program for its own environment.

python login.py http://127.0.0.1:8080 CREDENTIALS-FILE
"""

import json
import sys

from here_location_services.platform.apis.aaa_oauth2_api import AAAOauth2Api
from here_location_services.platform.auth import Auth
from here_location_services.platform.credentials import PlatformCredentials

URL, FILE = sys.argv[1:]

credentials = PlatformCredentials.from_credentials_file(FILE)
endpoint = credentials.cred_properties["endpoint"]
auth = Auth(credentials, AAAOauth2Api(endpoint))
first = auth.token
assert auth.token == first
auth.generate_token()
json.dump({"endpoint": endpoint, "first": first, "second": auth.token}, sys.stdout)
