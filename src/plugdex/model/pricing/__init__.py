"""What a session costs: pure rules, decimals only, and *cannot say* instead of a guess."""
