"""The National Chargepoint Registry of the United Kingdom."""
