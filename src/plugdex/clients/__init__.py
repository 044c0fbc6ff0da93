"""How we ask others: HTTP, and OCPI on top of it."""
