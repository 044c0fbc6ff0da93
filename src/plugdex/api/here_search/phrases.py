"""Words of a free text that say no more than "a place to charge", which all our places are."""

import re
from typing import Final

from plugdex.model.text import search_words

PHRASES: Final = (
    "electric vehicle charging station",
    "electric vehicle charging stations",
    "electric car charging",
    "ev charging station",
    "ev charging stations",
    "ev charging point",
    "ev charging points",
    "ev charging",
    "ev charger",
    "ev chargers",
    "ev station",
    "ev stations",
    "charging station",
    "charging stations",
    "charging point",
    "charging points",
    "charging",
    "charger",
    "chargers",
    "ladestation",
    "ladestationen",
    "ladesaule",
    "ladesaulen",
    "laadpaal",
    "laadpalen",
    "laadstation",
    "borne de recharge",
    "bornes de recharge",
    "stazione di ricarica",
    "estacion de carga",
    "ladestasjon",
    "laddstation",
)
"""Without accents, as a search compares words."""

PATTERN: Final = re.compile(
    rf"\b(?:{'|'.join(sorted(PHRASES, key=len, reverse=True))})\b",
)


def meaningful(text: str) -> str:
    """What of a free text is left to look for."""
    return " ".join(PATTERN.sub(" ", " ".join(search_words(text))).split())
