"""OICP: EVSE data and EVSE status as JSON, above all the Swiss register ich-tanke-strom."""
