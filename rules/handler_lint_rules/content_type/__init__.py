"""HL2xx: content types and request bodies."""
