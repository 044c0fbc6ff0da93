"""Requests made from our OpenAPI descriptions, and the answers held against them."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.fuzz.tally import Tally
from tests.fuzz.words import Words

DESCRIPTIONS = {
    "HERE v3": "/v3/openapi",
    "HERE v2": "/ev/openapi",
    "HERE search": "/v1/openapi",
    "own": "/api/openapi.json",
}
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
ENDLESS = frozenset({"/api/live"})
"""What is answered without an end."""

WAITING = "wait"
"""The parameter that keeps a request until something changes, which nothing does here."""

MOST_WEIGHT = 10


def operations(base: str, dialect: str, session: requests.Session) -> list[APIOperation]:
    """The operations of a dialect; fails where its description is not valid."""
    document = session.get(base + DESCRIPTIONS[dialect]).json()
    schema = schemathesis.openapi.from_dict(document)
    schema.validate()
    schema.config.update(base_url=base + document["servers"][0]["url"].rstrip("/"))
    found = (each.ok() for each in schema.get_all_operations())
    return [each for each in found if each.path not in ENDLESS]


def weight(operation: APIOperation) -> int:
    """How many requests an operation deserves: the more there is to say, the more."""
    several = len(operation.query) + 3 * len(operation.path_parameters) + 3 * len(operation.body)
    return min(MOST_WEIGHT, 1 + several)


@st.composite
def cases(draw: Callable[..., Any], strategy: Any, words: Words) -> Case:
    """A request as the description allows, or not; some of its values are those of our data.

    Of many parameters few are kept, because nearly all of them together are refused.
    """
    case: Case = draw(strategy)
    keep = draw(st.sampled_from((0.0, 0.2, 1.0)))
    rng = draw(st.randoms(use_true_random=False))
    required = {each.name for each in case.operation.query if each.is_required}
    for name in list(case.query or ()):
        if name == WAITING or (name not in required and rng.random() > keep):
            del case.query[name]
    for place in (case.query, case.path_parameters):
        names = {each.name for each in case.operation.query} if place is case.query else place
        for name in sorted(set(names or ()) & set(words)):
            if rng.random() < (0.25 if place is case.query else 0.8):
                place[name] = rng.choice(words[name])
    if isinstance(case.body, dict) and rng.random() < 0.5:
        known = sorted(words)
        case.body = {name: rng.choice(words[name]) for name in rng.sample(known, 3)}
    return case


def fuzz(base: str, dialect: str, words: Words, number: int, first_seed: int, tally: Tally) -> None:
    """Send about so many requests of a dialect."""
    with requests.Session() as session:
        session.trust_env = False
        found = operations(base, dialect, session)
        unit = number / (2 * sum(map(weight, found)))
        for operation in found:
            for mode in GenerationMode:
                share = max(1, round(unit * weight(operation)))
                strategy = cases(operation.as_strategy(generation_mode=mode), words)
                _send_all(strategy, share, first_seed, Sender(dialect, session, tally))


def _send_all(strategy: Any, number: int, first_seed: int, send: Callable[[Case], None]) -> None:
    """Requests of one operation; there may be no wrong one."""

    @seed(first_seed)
    @settings(
        max_examples=number,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)
    def each(case: Case) -> None:
        send(case)

    try:
        each()
    except Unsatisfiable:
        return


class Sender:
    """Sends a request and notes what is wrong with its answer."""

    def __init__(self, dialect: str, session: requests.Session, tally: Tally) -> None:
        self._dialect = dialect
        self._session = session
        self._tally = tally

    def __call__(self, case: Case) -> None:
        """One request."""
        answer = case.call(session=self._session)
        self._tally.count(self._dialect, answer.status_code)
        try:
            case.validate_response(answer, checks=CHECKS)
        except (Failure, FailureGroup) as wrong:
            sent = answer.request
            for failure in failures(wrong):
                self._tally.fault(
                    case.operation.label,
                    failure.title,
                    failure.message[:300],
                    request=f"{sent.method} {sent.url} {sent.body!r}: {answer.content[:300]!r}",
                )


def failures(wrong: Failure | FailureGroup) -> Iterator[Failure]:
    """All failures of an answer."""
    several: Sequence[Failure] = wrong.exceptions if isinstance(wrong, FailureGroup) else [wrong]
    yield from several
