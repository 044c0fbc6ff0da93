"""The side of the library that its user has to write: data, and who may ask."""

from typing import Any

from extrawest.state import Peer, State, new_token
from py_ocpi.core.authentication.authenticator import Authenticator
from py_ocpi.core.enums import ModuleID

CREDENTIALS = ModuleID.credentials_and_registration


class InMemory:
    """Objects of a dictionary.

    The library writes the ids of 2.2.1 in lower case, so ids are compared without case.
    """

    def __init__(self, state: State) -> None:
        self.state = state

    async def get(self, module: str, _role: str, item: Any, *_: Any, **_more: Any) -> Any:
        """One object, or None."""
        if module == CREDENTIALS:
            return self.state.credentials(item) if self.state.peer else None
        return self.found(module).get(str(item).lower())

    async def list(
        self, module: str, _role: str, filters: dict[str, Any], *_: Any, **_more: Any
    ) -> tuple[list[Any], int, bool]:
        """A page of objects, their number, and whether it is the last page.

        The library makes the next link from the filters, so the limit is changed in place.
        """
        filters["limit"] = min(filters["limit"], self.state.page)
        wanted = [item for item in self.found(module).values() if within(item, filters)]
        end = filters["offset"] + filters["limit"]
        return wanted[filters["offset"] : end], len(wanted), end >= len(wanted)

    async def create(self, module: str, _role: str, data: Any, *_: Any, **_more: Any) -> Any:
        """Store an object; for credentials answer with ours."""
        if module == CREDENTIALS:
            return self.register(data)
        self.state.objects.setdefault(str(module.value), {})[data["id"]] = data
        return data

    async def update(
        self, module: str, role: str, data: Any, _item: Any = None, *_: Any, **more: Any
    ) -> Any:
        """Store it in place of the one before."""
        return await self.create(module, role, data)

    async def delete(self, module: str, _role: str, item: Any, *_: Any, **_more: Any) -> None:
        """Forget an object, or the peer."""
        if module == CREDENTIALS:
            self.state.peer = None
        else:
            self.state.objects[module.value].pop(item, None)

    def found(self, module: Any) -> dict[str, Any]:
        """The objects of a module by id in lower case."""
        objects = self.state.objects.get(module.value, {})
        return {key.lower(): item for key, item in objects.items()}

    def register(self, data: dict[str, Any]) -> dict[str, Any]:
        """Take the credentials of a peer that was called back; TOKEN_A is spent."""
        given, details = data["credentials"], data["endpoints"]
        self.state.invitations.clear()
        self.state.peer = Peer(
            token_for_us=given["token"],
            versions_url=given["url"],
            token_for_them=new_token(),
            endpoints=details["endpoints"],
        )
        return self.state.credentials(self.state.peer.token_for_them)


def within(item: dict[str, Any], filters: dict[str, Any]) -> bool:
    """Whether an object was changed in the window that was asked for."""
    changed = item["last_updated"]
    begin, end = (filters[key] for key in ("date_from", "date_to"))
    return (not begin or changed >= stamp(begin)) and (not end or changed < stamp(end))


def stamp(moment: Any) -> str:
    """A time in the form of our time stamps."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def guard(state: State) -> type[Authenticator]:
    """Who may ask: holders of an invitation, and the peer."""

    class Known(Authenticator):
        @classmethod
        async def get_valid_token_a(cls) -> list[str]:
            return sorted(state.invitations)

        @classmethod
        async def get_valid_token_c(cls) -> list[str]:
            return state.accepted()

    return Known
