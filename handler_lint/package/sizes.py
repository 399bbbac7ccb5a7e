"""Numbers of bytes."""

KB, MB, GB = 1 << 10, 1 << 20, 1 << 30


def in_units(size: int) -> str:
    """A number of bytes as people say it: `512 bytes`, `64 KB`, `20 GB`."""
    for unit, name in ((GB, "GB"), (MB, "MB"), (KB, "KB")):
        if size >= unit:
            return f"{size / unit:.1f}".removesuffix(".0") + f" {name}"
    return f"{size} bytes"
