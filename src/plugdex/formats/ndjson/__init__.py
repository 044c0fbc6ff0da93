"""NDJSON as we export it: a location or a tariff a line, in our own words."""
