"""What a program asks a plugdex server, typed: ``Client``, and ``AsyncClient`` for asyncio."""

from plugdex.client.answers import ChargingLocation, ChargingLocations
from plugdex.client.asynchronous import AsyncClient
from plugdex.client.errors import Unanswered
from plugdex.client.frames import to_geodataframe
from plugdex.client.questions import SearchQuestion, Session
from plugdex.client.sync import Client

__all__ = [
    "AsyncClient",
    "ChargingLocation",
    "ChargingLocations",
    "Client",
    "SearchQuestion",
    "Session",
    "Unanswered",
    "to_geodataframe",
]
