"""Open Charge Map."""
