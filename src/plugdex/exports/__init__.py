"""Files that others take away: locations out, in shapes that need nothing of ours to be read."""
