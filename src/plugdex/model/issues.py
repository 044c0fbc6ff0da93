"""Issues: what a reader changed, dropped or refused, kept as data.

1. Nothing vanishes silently: whatever differs between the source and the model is an issue.
2. A code is stable once released; its row below says what it means.
3. The smallest possible object is refused, never the whole file.
"""

from collections.abc import Mapping
from typing import Final, Literal

from plugdex.model.value import Value

Outcome = Literal["normalised", "dropped", "rejected", "noted"]
"""What became of a value: read as meant, left out, its object refused, or kept and flagged."""

LONGEST_VALUE: Final = 200
"""Characters of an original value that an issue keeps."""


class Issue(Value, frozen=True, kw_only=True):
    """One thing that was wrong with one object of a source."""

    code: str
    outcome: Outcome
    object: str
    """Key of the object in the source: ``NL/TNM/5296``, or ``#12`` (position) without an id."""
    path: str
    """JSON path inside the object: ``$.evses[1].connectors[0].standard``."""
    was: str = ""
    became: str = ""


def shown(value: object) -> str:
    """Write a value of a source so that an issue can hold it (at most 200 characters)."""
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


CODES: Final[Mapping[str, str]] = {
    # container
    "envelope_missing": "The list stands bare, without the OCPI envelope.",
    "object_broken": "An object is not valid JSON and was left out; those around it were read.",
    "object_too_large": "An object is larger than the reader accepts and was left out.",
    "object_unknown": "An object is neither a location nor a tariff.",
    "source_truncated": "The source ends in the middle; what came before was kept.",
    "encoding_invalid": "Bytes that are not UTF-8 were read as Windows-1252.",
    # shape
    "key_case": "A member name is written in another case (camelCase).",
    "field_alias": "A member has its name of another OCPI version, or a known other name.",
    "field_unknown": "A member that no OCPI version has; not read.",
    "null_required": "A required member is null, empty or absent.",
    "type_coerced": "A value has another JSON type than it should.",
    "type_invalid": "A value cannot be read as its type and was left out.",
    "whitespace": "White space around or inside a text was cleaned.",
    "markup_removed": "Mark-up or entities in a text were removed.",
    "text_too_long": "A text is longer than its OCPI field allows; kept in full.",
    "duplicate_object": "The same object came twice; the freshest was kept.",
    # identity
    "country_normalised": "A country is not written as ISO 3166-1 alpha-3 (owner: alpha-2).",
    "country_unknown": "A country could not be understood and was left out.",
    "party_missing": "The owner is not named; it was taken from the EVSE ids or the caller.",
    "party_unknown": "The owner is not named and could not be found out.",
    "id_missing": "An object without an id was refused.",
    "id_too_long": "An object whose id or owner is longer than 255 characters was refused.",
    "id_synthetic": "An id was missing and was made up from what is stable in the object.",
    "uid_duplicate": "EVSEs of a location share a uid: told apart by EVSE id, or freshest kept.",
    "connector_id_duplicate": "Two connectors of an EVSE have the same id.",
    "evse_id_invalid": "An EVSE id is not of the form CC*PPP*E…; kept as text.",
    # time
    "timestamp_lenient": "A time is not written as OCPI demands but can be understood.",
    "timestamp_invalid": "A time cannot be understood and was left out.",
    "last_updated_missing": "last_updated is missing; the parent's or the time of reading stands.",
    "last_updated_invalid": "last_updated is no time; the parent's or the time of reading stands.",
    "last_updated_future": "last_updated lies in the future; five minutes after reading stands.",
    "no_cascade": "A child is newer than its location; the location takes the child's time.",
    "time_zone_invalid": "The time zone is missing or no IANA name; derived where possible.",
    "hours_invalid": "Opening hours could not be understood in part or whole.",
    # place
    "coordinate_type": "A coordinate is not written as the text OCPI demands.",
    "coordinate_precision": "A coordinate has more decimals than OCPI allows; rounded to 7.",
    "coordinate_coarse": "A coordinate has fewer than 4 decimals: more than 10 m uncertain.",
    "coordinate_missing": "No coordinates; the location is kept but not shown.",
    "coordinate_zero": "The coordinates are a placeholder (0,0; equal; empty); not shown.",
    "coordinate_range": "A coordinate is out of range; the location is kept but not shown.",
    "coordinate_swapped": "Latitude and longitude were exchanged.",
    "coordinate_sign": "A coordinate lacks its minus sign.",
    "coordinate_outside_country": "The coordinates are not in the country that is named.",
    "coordinate_far": "The EVSE is more than 1 km from its location; its point was left out.",
    "city_missing": "The city is missing.",
    "address_missing": "The address is missing.",
    # EVSE and connector
    "evse_without_connectors": "An EVSE has no connectors; kept, but not shown as a charge point.",
    "location_without_evses": "A location has no EVSEs; kept.",
    "status_unknown": "A status that OCPI does not have was read as far as its meaning is sure.",
    "status_on_connector": "The status stands on the connectors instead of the EVSE.",
    "enum_case": "A code is written in another case.",
    "enum_alias": "A code has another known name.",
    "enum_unknown": "A code that no OCPI version has; kept as it came or left out.",
    "format_suspect": "Socket or cable is missing or cannot be right (DC plugs have cables).",
    "power_type_suspect": "The power type is missing or contradicts the plug or the power.",
    "power_unit_kw": "The power was given in kW; multiplied by 1000.",
    "power_too_high": "The power cannot be right; corrected, or derived from volts and amperes.",
    "power_zero": "Power, voltage or current of 0 or less: unknown.",
    "voltage_line_to_line": "A three-phase voltage was given between lines; divided by √3.",
    "voltage_invalid": "A voltage or current that no connector has; left out.",
    "test_station": "The name has the word test: perhaps no station for the public; kept.",
    "publish_missing": "publish is missing; true where the source is declared public, else false.",
    # tariffs
    "tariff_currency_missing": "No currency: that of the source, or the tariff was refused.",
    "tariff_price_invalid": "A price cannot be read; the component was left out.",
    "tariff_restrictions_invalid": "A restriction cannot be understood; the tariff was refused.",
    "tariff_last_minute": "A price ends at 23:59, so the last minute has none; kept as it came.",
    "tariff_step_size": "A step size of 0 or less or none: read as 1.",
    "tariff_ambiguous": "The same dimension stands twice without restriction; the first counts.",
    "tariff_implausible": "A price, limit or currency that is hardly meant; kept and flagged.",
    "tariff_never_holds": "An end date that is not after its start date; the price never holds.",
    "tariff_element_withheld": "HERE v3 has no words for a limit; all else costs the same there.",
    "tariff_withheld": "HERE v3 has no words for a price; shown there only where it is no matter.",
    "tariff_unknown": "A connector names a tariff that was not delivered (yet).",
    "price_in_cents": "A price per kWh that looks like cents; kept as it came.",
    "price_per_minute": "A price per hour that looks like one per minute; kept as it came.",
    "price_zero_unclear": "All prices are 0, yet not as OCPI writes free; perhaps not given.",
    "vat_doubled": "The text names the price that is given as one without tax; kept as it came.",
    "vat_implausible": "A VAT rate that no country has; kept as it came.",
    "vat_fraction": "VAT was given as a fraction; multiplied by 100.",
    "vat_basis_unknown": "It is not said whether a price includes tax.",
    # registers
    "column_unread": "A column or member that is neither read nor known to say nothing.",
    "out_of_scope": "A record that is no charging location (another fuel, a car park …); left out.",
    "site_closed": "The source says that the site is closed; left out.",
    "licence_closed": "The data provider grants no open licence; kept, but shown to nobody.",
    "evses_guessed": "The number of charging points is not said; found by the documented rule.",
    "plugs_divided": "It is not said which point has which plug; divided by the documented rule.",
    "power_guessed": "It is not said which plug has the power; given by the documented rule.",
    "plug_by_country": "The name of the plug stands for several; decided by country and power.",
    "access_guessed": "It is not said who may charge; given by the documented rule.",
    "hours_text": "Opening hours that could not be understood were left out.",
    "values_contradict": "Two values of a record contradict each other; decided by rule.",
    "price_text": "A price as free text; kept as text.",
    # pushes
    "location_unknown": "A part of a location, or a change of one, came before the location.",
    # loads
    "evse_twin": "A fresher location of the source has the same EVSE; this one is not shown.",
    "removal_withheld": "Too many objects are gone at once; nothing was removed.",
    # pulls
    "pagination_missing": "A server names no next page or no total; the pages were counted.",
    "pagination_link_invalid": "A Link leads to another host or in a circle; it was not followed.",
    "total_mismatch": "Fewer objects came than X-Total-Count says; nothing was removed.",
    "delta_unusable": "Changes cannot be asked for alone (date_from); everything is pulled.",
    "evses_kept": "A change of a location lacks EVSEs; kept until a complete pull confirms it.",
}
"""Every issue code and what it means; the reference page is generated from this table."""
