"""HL7xx: what lies where in the package."""
