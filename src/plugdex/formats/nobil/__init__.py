"""NOBIL, the charging stations of the Nordic countries."""
