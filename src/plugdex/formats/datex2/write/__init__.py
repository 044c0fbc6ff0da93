"""Writes DATEX II v3 EnergyInfrastructure publications as XML."""
