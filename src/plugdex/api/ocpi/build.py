"""The OCPI node put together from its modules."""

import time

from plugdex.api.group_commit import GroupCommit
from plugdex.api.ocpi.credentials import CredentialsModule
from plugdex.api.ocpi.node import Node
from plugdex.api.ocpi.receiver import Receiver
from plugdex.api.ocpi.sender import Sender
from plugdex.api.ocpi.tokens import Tokens
from plugdex.api.prepared import Prepared
from plugdex.api.services import Services
from plugdex.directory.pushes import Push, Pushes, Result


def build_node(services: Services) -> Node:
    """The node of a server process."""
    store, us = services.store, services.us
    pushes = Pushes(Prepared(), clock=lambda: time.time_ns() // 1_000_000)
    commit: GroupCommit[Push, Result] = GroupCommit(store, pushes.take, done=services.live.hear)
    tokens = Tokens(services.reads, time.monotonic)
    services.listeners.on("registry", tokens.forget)
    credentials = CredentialsModule(store, us, tokens, services.discover, services.welcome)
    modules = (credentials, Receiver(store, us, commit), Sender(store, us, services.stale))
    return Node(us, store, tokens, modules)
