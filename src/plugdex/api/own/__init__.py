"""Our own API under ``/api``; errors are problem documents (RFC 9457)."""
