"""HL1xx: which functions the stack finds, and how it calls them."""
