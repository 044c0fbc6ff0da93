"""Tesla Superchargers as supercharge.info lists them."""
