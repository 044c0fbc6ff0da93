"""HTTP dialects: each folder speaks one outside shape."""
