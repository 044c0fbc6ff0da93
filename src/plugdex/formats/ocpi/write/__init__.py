"""Locations and tariffs of ours as strictly valid OCPI 2.1.1, 2.2, 2.2.1 and 2.3.0."""
