"""What the formats share: characters, colours, frames, blocks and tables."""
