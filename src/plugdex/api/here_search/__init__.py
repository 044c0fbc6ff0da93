"""HERE Geocoding & Search v7, the part that finds charging locations."""
