"""OpenStreetMap: charging stations and charge points by their tags."""
