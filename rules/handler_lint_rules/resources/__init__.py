"""HL6xx: time, memory and machines."""
