"""Alternative fuel stations of the United States and Canada (AFDC)."""
