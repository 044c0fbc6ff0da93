"""Secrets are taken out of text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugdex.observe.redact import redacted

SECRET = "s3cr3t-Wq8LmZ2xTnE5vB7y"
PLACES = [
    "GET /v3/locations?ids=1&apiKey={}&fields=evses",
    "app_id=x&app_code={}",
    "https://feed.example/list?access_token={}#a",
    "Authorization: Bearer {}",
    "Authorization: Token {}",
    "authorization: {}",
    "[(b'host', b'x'), (b'authorization', b'Token {}')]",
    '{{"token": "{}", "url": "https://x.example"}}',
    "{{'X-API-Key': '{}'}}",
    "https://user:{}@feed.example/list",
    "the request had Bearer {} in it",
]


@pytest.mark.parametrize("place", PLACES)
def test_hidden(place):
    """A secret is hidden wherever it stands; what is around it stays."""
    text = redacted(place.format(SECRET))

    assert SECRET not in text
    assert text.startswith(place.partition("{}")[0].replace("{{", "{")[:4])


@given(st.sampled_from(PLACES), st.text("abcXYZ0189-_.~%+/=", min_size=16, max_size=80))
def test_any_secret(place, secret):
    """Whatever characters tokens are made of."""
    assert secret not in redacted(place.format(secret)) or secret in place


@pytest.mark.parametrize(
    "text",
    [
        "the token is missing or not known",
        "store_failed: the disk is full",
        "/v3/locations?ids=1,2&connectorTypes=IEC_62196_T2_COMBO",
    ],
)
def test_plain_text_stays(text):
    """Text without secrets is not touched."""
    assert redacted(text) == text
