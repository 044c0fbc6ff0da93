"""Ways to pay."""

import pytest

from plugdex.model.location import Connector, Evse
from plugdex.model.payment import payment_supports


def test_nothing_known() -> None:
    """An EVSE that tells nothing has no way to pay."""
    assert payment_supports(Evse(uid="1")) == ()


@pytest.mark.parametrize(
    ("capability", "payment"),
    [
        ("CHIP_CARD_SUPPORT", "CHIP_CARD"),
        ("CREDIT_CARD_PAYABLE", "CREDIT_CARD"),
        ("DEBIT_CARD_PAYABLE", "DEBIT_CARD"),
        ("PED_TERMINAL", "PED_TERMINAL"),
        ("RFID_READER", "RFID_READER"),
    ],
)
def test_capability(capability: str, payment: str) -> None:
    """A capability of OCPI that is about payment is a way to pay."""
    assert payment_supports(Evse(uid="1", capabilities=(capability,))) == (payment,)


def test_other_capabilities() -> None:
    """What an EVSE can do otherwise is no way to pay."""
    assert payment_supports(Evse(uid="1", capabilities=("REMOTE_START_STOP_CAPABLE",))) == ()


@pytest.mark.parametrize(
    "payment",
    ["OPERATOR_APP", "ONLINE_PAYPAL", "ONLINE_ANYTHING_NEW", "TERMINAL_SMS", "TERMINAL_QR_CODE"],
)
def test_mobile(payment: str) -> None:
    """Whoever pays by app, online, text message or QR code pays with the phone."""
    assert payment_supports(Evse(uid="1", payments=(payment,))) == ("MOBILE_PAYMENT", payment)


def test_contactless() -> None:
    """A contactless card can be a phone."""
    found = payment_supports(Evse(uid="1", capabilities=("CONTACTLESS_CARD_SUPPORT",)))

    assert found == ("CONTACTLESS_CARD", "MOBILE_PAYMENT")


def test_card_is_not_mobile() -> None:
    """A card in a slot is not paid with the phone."""
    assert "MOBILE_PAYMENT" not in payment_supports(Evse(uid="1", payments=("CREDIT_CARD",)))


@pytest.mark.parametrize("part", ["2", "20"])
def test_plug_and_charge(part: str) -> None:
    """A connector with Plug & Charge lets the car pay."""
    connector = Connector(id="1", capabilities=(f"ISO_15118_{part}_PLUG_AND_CHARGE",))

    found = payment_supports(Evse(uid="1", connectors=(connector,)))

    assert found == ("AUTH_BY_CAR_PLUG_AND_CHARGE",)


def test_once_and_in_order() -> None:
    """A way that two members tell stands once; the order does not depend on the source."""
    evse = Evse(uid="1", capabilities=("RFID_READER",), payments=("RFID_READER", "CHIP_CARD"))

    assert payment_supports(evse) == ("CHIP_CARD", "RFID_READER")
