"""HL5xx: what the client gets."""
