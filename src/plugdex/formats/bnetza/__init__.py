"""Ladesäulenregister: the German register of charging devices (Bundesnetzagentur)."""
