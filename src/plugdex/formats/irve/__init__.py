"""IRVE: the French register of charge points, static and dynamic (schema 2.3)."""
