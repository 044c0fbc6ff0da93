"""Telephone numbers in E.164."""

import phonenumbers


def to_e164(text: str, alpha_2: str | None = None) -> str | None:
    """Write a number as ``+31201234567``; ``None`` when it cannot be one.

    A number without international prefix is read as one of the country.
    """
    try:
        number = phonenumbers.parse(text, alpha_2)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
