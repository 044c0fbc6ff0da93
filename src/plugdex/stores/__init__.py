"""Where locations live: one port, several stores, one contract test."""
