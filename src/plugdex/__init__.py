"""plugdex: the open directory of EV connectors."""

__version__ = "0.1.0"
