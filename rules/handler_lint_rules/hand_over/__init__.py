"""HL4xx: what one function hands to the next."""
