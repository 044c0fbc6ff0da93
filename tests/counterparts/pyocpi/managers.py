"""What the library leaves to its user: where locations and tokens are kept."""

import secrets
from pathlib import Path
from typing import Any

from ocpi.managers import CredentialsDictMan, LocationManager, createOcpiHeader


class Locations(LocationManager):
    """The library's own manager with locations in it: it pages, and tells no total and no link."""

    def __init__(self, made: dict[str, Any]) -> None:
        super().__init__()
        self.locations = made


class Tokens(CredentialsDictMan):
    """The library's own file of tokens, and what it lacks to register with somebody."""

    def __init__(self, owner: tuple[str, str], versions_url: str, file: Path) -> None:
        country, party = owner
        details = {"name": "Strom & Co"}
        role = {
            "role": "CPO",
            "country_code": country,
            "party_id": party,
            "business_details": details,
        }
        super().__init__([role], versions_url, str(file))

    def invite(self) -> str:
        """A token with which a peer may register."""
        token = secrets.token_urlsafe(32)
        self._updateToken(token, "", "")
        return token

    def register(self, base_url: str, version: str, token: str) -> str:
        """Register with a peer by the code of the library; the token that it gives."""
        ours = secrets.token_urlsafe(32)
        self._updateToken(ours, base_url, token)
        theirs = str(self._sendRegisterResponse(base_url, version, ours, token))
        self._updateToken(ours, base_url, theirs)
        return theirs

    def headers(self, token: str) -> dict[str, str]:
        """The headers of the library for a request of ours."""
        return dict(createOcpiHeader(token))
