"""The pooled map layer: what is static of all locations of a tile, in one small message."""
