"""What a test tells the party to do; none of this is OCPI."""

from datetime import UTC, datetime
from typing import Any

from extrawest import wire
from extrawest.crud import InMemory
from extrawest.pull import pulled
from extrawest.state import State, new_token
from fastapi import APIRouter
from py_ocpi.core.adapter import BaseAdapter
from py_ocpi.core.push import push_object
from py_ocpi.core.schemas import Push
from py_ocpi.core.utils import get_module_model
from py_ocpi.modules.versions.enums import VersionNumber

Order = dict[str, Any]


def handshakes(state: State) -> APIRouter:
    """Orders to become and to stop being a peer."""
    router = APIRouter(prefix="/control")

    @router.get("/state")
    async def _() -> Any:
        return {"peer": state.peer, "objects": state.objects, "requests": state.requests}

    @router.post("/invite")
    async def _(order: Order) -> Any:
        token = order.get("token") or new_token()
        state.invitations.add(token)
        return {"versions_url": state.versions_url, "token": token}

    @router.post("/register")
    async def _(order: Order) -> Any:
        await wire.shake_hands(state, order["versions_url"], order["token"])
        return {"peer": state.peer}

    @router.post("/renew")
    async def _() -> Any:
        await wire.renew(state)
        return {"peer": state.peer}

    @router.post("/unregister")
    async def _() -> Any:
        answer = await wire.ask(state, "DELETE", wire.endpoint(state, "credentials"))
        return wire.told(answer)

    return router


def changes(state: State) -> APIRouter:
    """Orders to tell the peer something, or to ask it."""
    router = APIRouter(prefix="/control")

    @router.post("/push")
    async def _(order: Order) -> Any:
        return await push(state, order["module"], order["id"])

    @router.post("/patch-evse")
    async def _(order: Order) -> Any:
        path = (order["location"], order["evse"])
        return await patch(state, "EVSEPartialUpdate", path, order["changes"])

    @router.post("/patch-connector")
    async def _(order: Order) -> Any:
        path = (order["location"], order["evse"], order["connector"])
        return await patch(state, "ConnectorPartialUpdate", path, order["changes"])

    @router.post("/delete-tariff")
    async def _(order: Order) -> Any:
        return wire.told(
            await wire.ask(state, "DELETE", wire.endpoint(state, "tariffs", order["id"]))
        )

    @router.post("/ask")
    async def _(order: Order) -> Any:
        url = wire.endpoint(state, order["module"], *order["path"])
        return wire.told(await wire.ask(state, "GET", url))

    @router.post("/pull")
    async def _(order: Order) -> Any:
        return await pulled(state, order["module"], order.get("limit"))

    return router


async def push(state: State, module: str, item: str) -> Any:
    """Send an object by the code of the library."""
    peer = wire.known(state)
    receiver = {
        "endpoints_url": peer.details_url or await details_url(state),
        "auth_token": peer.token_for_us,
    }
    version = VersionNumber(state.version)
    order = Push(module_id=module, object_id=item, receivers=[receiver])
    done = await push_object(version, order, InMemory(state), BaseAdapter)
    return done.receiver_responses[0]


async def details_url(state: State) -> str:
    """Where the endpoints of a peer stand that registered with us."""
    peer = wire.known(state)
    await wire.discover(state, peer)
    return peer.details_url


async def patch(state: State, schema: str, path: tuple[str, ...], changed: Order) -> Any:
    """Send a change in the shape that the library gives it."""
    name = VersionNumber(state.version).name
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    model = get_module_model(schema, "locations", name)
    body = model(**{"last_updated": now, **changed}).dict(exclude_unset=True)
    return wire.told(await wire.ask(state, "PATCH", wire.endpoint(state, "locations", *path), body))
