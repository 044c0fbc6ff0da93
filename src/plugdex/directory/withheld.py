"""What of a tariff clients of HERE v3 are not told, as issues: no fault of the source."""

from plugdex.model.issues import Issue
from plugdex.model.plain_tariffs import plain_of
from plugdex.model.tariffs import Tariff


def withheld_issues(tariff: Tariff) -> tuple[Issue, ...]:
    """One for the tariff or for each element; none where a price could not be read anyway."""
    if tariff.incomplete or not tariff.elements:
        return ()
    owner = (tariff.country_code, tariff.party_id, tariff.id)
    key = "/".join(part for part in owner if part)
    return tuple(
        Issue(code=code, outcome="noted", object=key, path=path, was=was, became=was)
        for code, path, was in plain_of(tariff).withheld
    )
