"""The static pass: an abstract interpreter over the libcst tree of the handler and its modules."""
