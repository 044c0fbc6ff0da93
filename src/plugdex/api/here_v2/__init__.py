"""The HERE EV Charge Points API v2 ("Charging Stations"), which old clients still speak."""
