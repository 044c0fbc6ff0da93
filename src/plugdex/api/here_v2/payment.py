"""Ways to pay as HERE v2 writes them; what is not known is not said to be refused."""

from plugdex.api.here_v2 import codes
from plugdex.api.here_v2.shapes import Accepted, AcceptedTypes, PaymentMethods, Types
from plugdex.model.location import Location
from plugdex.model.payment import payment_supports

YES = Accepted(accept=True)


def payment_methods(place: Location) -> PaymentMethods | None:
    """What some EVSE of the location accepts."""
    found = frozenset(name for evse in place.evses for name in payment_supports(evse))
    shape = PaymentMethods(
        subscription=YES if found & codes.SUBSCRIPTIONS else None,
        credit_card=YES if found & codes.CREDIT_CARDS else None,
        debit_card=YES if found & codes.DEBIT_CARDS else None,
        e_payment=_e_payment(found),
    )
    return None if shape == PaymentMethods() else shape


def _e_payment(found: frozenset[str]) -> AcceptedTypes | None:
    types = sorted({codes.E_PAYMENT[name] for name in found if name in codes.E_PAYMENT})
    return AcceptedTypes(accept=True, types=Types(type=types[::-1])) if types else None
