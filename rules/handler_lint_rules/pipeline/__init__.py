"""HL8xx: samples, neighbours and pipelines."""
