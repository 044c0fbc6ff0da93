"""DATEX II v3, EnergyInfrastructure: tables and statuses of the AFIR, as XML and as JSON."""
