"""How long repeated requests took, as a table and as an object."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from handler_lint.invoking.answer import Answer


def latency(answer: "Answer", threads: int) -> "dict[str, Any]":
    """Counts, rates in requests a second, times of one request in milliseconds, of import and load in seconds."""
    repeated = answer.repeated or {"latencies": [], "statuses": [], "seconds": 0.0}
    taken = sorted(repeated["latencies"])
    statuses = {
        "none" if status is None else str(status): count for status, count in repeated["statuses"]
    }
    seconds = repeated["seconds"]
    return {
        "count": len(taken),
        "threads": threads,
        "statuses": statuses,
        "requests_per_second": round(len(taken) / seconds, 1) if seconds else None,
        "min_ms": _at(taken, 0.0),
        "median_ms": _at(taken, 0.5),
        "p95_ms": _at(taken, 0.95),
        "max_ms": _at(taken, 1.0),
        "import_seconds": _rounded(answer.seconds.get("import")),
        "load_seconds": _rounded(answer.seconds.get("model_fn")),
    }


def table(found: "dict[str, Any]") -> str:
    """The same in lines."""
    statuses = ", ".join(f"{count} x {status}" for status, count in found["statuses"].items())
    lines = [
        ("requests", f"{found['count']}, {found['threads']} at a time"),
        ("statuses", statuses),
        ("requests/s", found["requests_per_second"]),
        ("min", _milliseconds(found["min_ms"])),
        ("median", _milliseconds(found["median_ms"])),
        ("p95", _milliseconds(found["p95_ms"])),
        ("max", _milliseconds(found["max_ms"])),
        ("import", _seconds(found["import_seconds"])),
        ("model_fn", _seconds(found["load_seconds"])),
    ]
    return "".join(f"{name:<12}{value}\n" for name, value in lines if value is not None)


def _at(taken: "Sequence[float]", share: float) -> float | None:
    """The latency that this share of the requests does not exceed (nearest rank), in milliseconds."""
    if not taken:
        return None
    rank = max(0, -int(-share * len(taken) // 1) - 1)
    return round(taken[rank] * 1000, 3)


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 4)


def _milliseconds(value: float | None) -> str | None:
    return None if value is None else f"{value:.2f} ms"


def _seconds(value: float | None) -> str | None:
    return None if value is None else f"{value:.3f} s"
