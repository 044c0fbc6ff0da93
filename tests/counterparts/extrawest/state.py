"""What a party remembers: its objects, its invitations and its peers."""

import secrets
from dataclasses import dataclass, field
from typing import Any

TOKEN_BYTES = 20


@dataclass
class Peer:
    """A party that we shook hands with, or are about to."""

    token_for_us: str
    versions_url: str
    token_for_them: str
    details_url: str = ""
    endpoints: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class State:
    """All of it; nothing outlives the process."""

    version: str
    role: str
    country: str
    party: str
    base_url: str
    page: int
    objects: dict[str, dict[str, dict[str, Any]]]
    invitations: set[str] = field(default_factory=set)
    peer: Peer | None = None
    requests: list[dict[str, Any]] = field(default_factory=list)

    @property
    def versions_url(self) -> str:
        """Where others begin to discover us."""
        return f"{self.base_url}/ocpi/versions"

    def accepted(self) -> list[str]:
        """The tokens with which others may ask us, TOKEN_A aside."""
        return [self.peer.token_for_them] if self.peer else []

    def credentials(self, token: str) -> dict[str, Any]:
        """Our own credentials with a token for the other side."""
        details = {"name": "Stroom & Co"}
        party = {
            "country_code": self.country,
            "party_id": self.party,
            "business_details": details,
        }
        shared = {"token": token, "url": self.versions_url}
        if self.version == "2.1.1":
            return {**shared, **party}
        return {**shared, "roles": [{"role": self.role, **party}]}


def new_token() -> str:
    """A token that nobody guesses."""
    return secrets.token_hex(TOKEN_BYTES)
