"""HERE EV Charge Points API v3, contract version 3.20.1, to the letter."""
