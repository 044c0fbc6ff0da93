"""What happens, in words of the domain: one file a use case."""
