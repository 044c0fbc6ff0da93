"""What the operator sees of a running server: counts, log lines, traces."""
