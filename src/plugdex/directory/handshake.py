"""The handshake of OCPI (Versions and Credentials), as far as it needs no network.

1. Versions are compared by number, never as text, and the highest mutual one is chosen.
2. What a peer advertises is read tolerantly: roles in any case or none, unknown modules, one
   version instead of a list. What we say is as the specification of the version wants it.
3. Errors carry the OCPI status code with which a server answers (3001, 3002, 3003 …).
"""

import re
import secrets
from base64 import b64encode
from collections.abc import Mapping, Sequence
from string import ascii_letters
from typing import Any, ClassVar, Final, Literal, Protocol
from urllib.parse import urljoin

from plugdex.directory.peers import Endpoint, InterfaceRole, PeerRole, TokenForm, read_party
from plugdex.formats.port import Party
from plugdex.model.errors import InvalidSetting, PlugdexError
from plugdex.model.value import Value

SUPPORTED: Final = ("2.1.1", "2.2", "2.2.1", "2.3.0")
"""The versions that we speak, the lowest first."""

Side = Literal["emsp", "cpo"]
"""Which of our two interfaces: where we receive (``emsp``), or where we send (``cpo``)."""

OTHER: Final[Mapping[InterfaceRole, InterfaceRole]] = {"SENDER": "RECEIVER", "RECEIVER": "SENDER"}
SIDE_FOR: Final[Mapping[InterfaceRole, Side]] = {"SENDER": "emsp", "RECEIVER": "cpo"}
"""Our interface for a peer of that role: a sender meets our receiving side."""

ROLE_OF: Final[Mapping[InterfaceRole, str]] = {"SENDER": "CPO", "RECEIVER": "EMSP"}
"""The role of a party whose credentials name none (2.1.1), by the interface that it has."""

TOKEN: Final = re.compile(r"[\x21-\x7e]{1,64}")
"""A credentials token (OCPI 2.2.1 §7.3)."""

COUNTRY: Final = re.compile(r"[A-Za-z]{2}")
PARTY_ID: Final = re.compile(r"[A-Za-z0-9]{3}")
DATA_MODULES: Final = ("locations", "tariffs")


class HandshakeError(PlugdexError):
    """The handshake with a peer failed; nothing was agreed on."""

    code = "handshake-failed"
    title = "The handshake failed"
    status: ClassVar[int] = 3000
    """The OCPI status code for it."""


class PeerUnusable(HandshakeError):
    """The peer's versions endpoint cannot be used: not reached, refused, or not understood."""

    code = "peer-unusable"
    title = "The peer's interface cannot be used"
    status = 3001


class NoMutualVersion(HandshakeError):
    """The peer offers no version that we speak, or not the one that was asked for."""

    code = "no-mutual-version"
    title = "There is no mutual version"
    status = 3002


class EndpointsMissing(HandshakeError):
    """The peer offers the version, but not the modules that are needed."""

    code = "endpoints-missing"
    title = "Expected endpoints are missing"
    status = 3003


class InvalidCredentials(HandshakeError):
    """A Credentials object lacks something without which it means nothing."""

    code = "invalid-credentials"
    title = "The credentials object is not valid"
    status = 2001


class Discovery(Value, frozen=True, kw_only=True):
    """What a peer's versions endpoint told."""

    version: str
    endpoints: tuple[Endpoint, ...]
    token_form: TokenForm
    """The form of the token that worked."""


class Discover(Protocol):
    """Asks a peer's versions endpoint; the server does it while a registration waits."""

    def __call__(
        self,
        url: str,
        token: str,
        *,
        version: str | None = None,
        token_form: TokenForm | None = None,
        role: InterfaceRole = "SENDER",
    ) -> Discovery:
        """Get versions and details with a token.

        ``version`` is the one that must be there (the highest mutual one otherwise),
        ``token_form`` the form to try first, ``role`` that of endpoints that name none, as in
        2.1.1. Raises ``PeerUnusable``, ``NoMutualVersion`` or ``EndpointsMissing``. Blocks.
        """
        ...


class VersionOffer(Value, frozen=True, kw_only=True):
    """A version that a peer has, and where its details are."""

    version: str
    url: str


class Us(Value, frozen=True, kw_only=True):
    """Who we are to peers."""

    party: Party
    name: str
    public_url: str
    """Where peers reach us, without a slash at the end."""

    def versions_url(self, side: Side) -> str:
        """The versions endpoint of one of our interfaces."""
        return f"{self.public_url}/ocpi/{side}/versions"


class Credentials(Value, frozen=True, kw_only=True):
    """A Credentials object of any version."""

    token: str
    url: str
    roles: tuple[PeerRole, ...]


def version_key(version: str) -> tuple[int, ...]:
    """A version as numbers, to compare; empty for what is none."""
    match = re.fullmatch(r"[vV]?(\d+(?:\.\d+)*)", version.strip())
    return tuple(map(int, match[1].split("."))) if match else ()


def choose_version(offers: Sequence[VersionOffer], wanted: str | None = None) -> VersionOffer:
    """The highest mutual version, or the one that is wanted; raises ``NoMutualVersion``."""
    allowed = SUPPORTED if wanted is None else (wanted,)
    keys = {version_key(each): each for each in allowed}
    usable = [offer for offer in offers if version_key(offer.version) in keys]
    if not usable:
        there = ", ".join(offer.version for offer in offers) or "none"
        raise NoMutualVersion(
            f"The peer offers the OCPI versions {there}; needed is {' or '.join(allowed)}."
        )
    best = max(usable, key=lambda offer: version_key(offer.version))
    return VersionOffer(version=keys[version_key(best.version)], url=best.url)


def read_versions(data: object, base: str) -> tuple[VersionOffer, ...]:
    """The versions of an answer from the address ``base``; raises ``PeerUnusable``."""
    found = data.get("versions", data) if isinstance(data, dict) else data
    items = found if isinstance(found, list) else [found]
    offers = tuple(
        VersionOffer(version=str(item["version"]), url=_absolute(base, item["url"]))
        for item in items
        if isinstance(item, dict) and "version" in item and isinstance(item.get("url"), str)
    )
    if not offers:
        raise PeerUnusable(f"The versions endpoint {base} lists no version with an address.")
    return offers


def read_endpoints(data: object, base: str, role: InterfaceRole) -> tuple[Endpoint, ...]:
    """The endpoints of version details; raises ``EndpointsMissing``.

    ``role`` is that of endpoints that name none. Of two without a role the second has the other
    one. That of credentials is meaningless (OCPI 2.2.1 §6.2) and becomes ``SENDER``.
    """
    listed = data.get("endpoints") if isinstance(data, dict) else None
    items = listed if isinstance(listed, list) else []
    endpoints: dict[tuple[str, str], Endpoint] = {}
    for item in items:
        endpoint = _endpoint(item, base, role)
        if endpoint is None:
            continue
        key = (endpoint.identifier, endpoint.role)
        if key in endpoints and not _role(item) and endpoint.identifier != "credentials":
            turned = OTHER[endpoint.role]
            endpoint = Endpoint(identifier=endpoint.identifier, role=turned, url=endpoint.url)
        endpoints.setdefault((endpoint.identifier, endpoint.role), endpoint)
    if ("credentials", "SENDER") not in endpoints:
        there = ", ".join(sorted({name for name, _ in endpoints})) or "none"
        raise EndpointsMissing(
            f"The version details {base} have no credentials endpoint; there are: {there}."
        )
    return tuple(endpoints.values())


def _endpoint(item: object, base: str, role: InterfaceRole) -> Endpoint | None:
    if not isinstance(item, dict):
        return None
    identifier, url = item.get("identifier"), item.get("url")
    if not isinstance(identifier, str) or not isinstance(url, str) or not url.strip():
        return None
    name = identifier.strip().lower()
    found = "SENDER" if name == "credentials" else (_role(item) or role)
    return Endpoint(identifier=name, role=found, url=_absolute(base, url))


def _absolute(base: str, url: str) -> str:
    """An address that may be relative; what is no address stays, and is refused when asked."""
    try:
        return urljoin(base, url.strip())
    except ValueError:
        return url


def _role(item: Mapping[str, Any]) -> InterfaceRole | None:
    named = str(item.get("role") or "").strip().upper()
    return {"SENDER": "SENDER", "RECEIVER": "RECEIVER"}.get(named)  # type: ignore[return-value]


def default_form(version: str) -> TokenForm:
    """How a version writes tokens: plain up to 2.1.1, base64 from 2.2 on; base64 if unknown."""
    key = version_key(version)
    return "plain" if key and key < (2, 2) else "base64"


def authorization(token: str, form: TokenForm) -> str:
    """The Authorization header (OCPI 2.2.1 §4.1.1)."""
    shown = token if form == "plain" else b64encode(token.encode()).decode()
    return f"Token {shown}"


def new_token() -> str:
    """A fresh token of 64 printable characters; the first is a letter.

    A command would take one that begins with a dash for an option.
    """
    return secrets.choice(ascii_letters) + secrets.token_urlsafe(48)[1:]


def write_credentials(
    version: str, us: Us, token: str, url: str, roles: Sequence[PeerRole]
) -> dict[str, object]:
    """Our Credentials object in the shape of a version."""
    if version_key(version) < (2, 2):
        return {
            "token": token,
            "url": url,
            "business_details": {"name": us.name},
            "party_id": us.party.party_id,
            "country_code": us.party.country_code,
        }
    return {"token": token, "url": url, "roles": [_role_object(role) for role in roles]}


def _role_object(role: PeerRole) -> dict[str, object]:
    details = {"name": role.name or f"{role.country_code}/{role.party_id}"}
    if role.website:
        details["website"] = role.website
    return {
        "role": role.role,
        "business_details": details,
        "party_id": role.party_id,
        "country_code": role.country_code,
    }


def our_roles(us: Us, roles: Sequence[str]) -> tuple[PeerRole, ...]:
    """Ourselves in some roles."""
    return tuple(
        PeerRole(
            role=role.upper(),
            country_code=us.party.country_code,
            party_id=us.party.party_id,
            name=us.name,
        )
        for role in dict.fromkeys(roles)
    )


def read_credentials(data: object, role: InterfaceRole) -> Credentials:
    """A peer's Credentials object of any version; raises ``InvalidCredentials``.

    ``role`` is the interface that it has, which tells the role of a party of 2.1.1.
    """
    if not isinstance(data, dict):
        raise InvalidCredentials("credentials: an object is needed")
    token = str(data.get("token") or "").strip()
    if not TOKEN.fullmatch(token):
        raise InvalidCredentials("$.token: 1 to 64 printable characters without spaces are needed")
    url = str(data.get("url") or "").strip()
    if not url.lower().startswith(("http://", "https://")):
        raise InvalidCredentials("$.url: the http(s) address of the versions endpoint is needed")
    return Credentials(token=token, url=url, roles=_roles(data, role))


def _roles(data: Mapping[str, Any], role: InterfaceRole) -> tuple[PeerRole, ...]:
    listed = data.get("roles")
    if isinstance(listed, dict):
        listed = [listed]
    if not listed:
        return (_party_role(data, ROLE_OF[role], "$"),)
    if not isinstance(listed, list):
        raise InvalidCredentials("$.roles: a list is needed")
    roles = [
        _party_role(each, str(each.get("role") or ROLE_OF[role]), f"$.roles[{number}]")
        for number, each in enumerate(listed)
        if isinstance(each, dict)
    ]
    if not roles:
        raise InvalidCredentials("$.roles: at least one role is needed")
    return tuple(dict.fromkeys(roles))


def _party_role(data: Mapping[str, Any], role: str, path: str) -> PeerRole:
    country, party = (str(data.get(name) or "").strip() for name in ("country_code", "party_id"))
    if not COUNTRY.fullmatch(country):
        raise InvalidCredentials(f"{path}.country_code: two letters are needed")
    if not PARTY_ID.fullmatch(party):
        raise InvalidCredentials(f"{path}.party_id: three letters or digits are needed")
    details = data.get("business_details")
    details = details if isinstance(details, dict) else {}
    website = details.get("website")
    return PeerRole(
        role=role.strip().upper(),
        country_code=country.upper(),
        party_id=party.upper(),
        name=str(details.get("name") or ""),
        website=website if isinstance(website, str) and website else None,
    )


def peer_interface(endpoints: Sequence[Endpoint]) -> InterfaceRole:
    """Whether a peer is above all a sender or a receiver of locations and tariffs."""
    roles = {each.role for each in endpoints if each.identifier in DATA_MODULES}
    return "RECEIVER" if roles == {"RECEIVER"} else "SENDER"


def us_from(party: str, name: str, public_url: str) -> Us:
    """Ourselves from the settings; raises ``InvalidSetting`` when they do not say who we are."""
    try:
        own = read_party(party)
    except InvalidSetting:
        raise InvalidSetting(
            f"the setting party is {party!r}; OCPI needs one of the form CC/PTY, such as NL/PDX: "
            "set PLUGDEX_PARTY"
        ) from None
    shown = name or f"{own.country_code}/{own.party_id}"
    return Us(party=own, name=shown, public_url=public_url)
