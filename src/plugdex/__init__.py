"""plugdex: the open directory of EV connectors."""
