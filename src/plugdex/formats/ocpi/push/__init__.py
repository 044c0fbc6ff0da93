"""What a peer pushes: PUT replaces an object, PATCH changes members of it (OCPI 2.2.1 §8.2.2)."""
