"""What is linted: targets, the archive reader, listings, payload samples, private copies and cleaning up."""
