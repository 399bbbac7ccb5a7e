"""Handlers made at random, small and harmless: branches, loops and exceptions over the content type and the body."""

from random import Random

PRELUDE = """import contextlib
import json
from contextlib import suppress

SEEN = []
LIMIT = 3
TABLE = {"application/json": "json", "text/csv": "csv"}

class Refused(ValueError):
    pass

def helper(value, times=2):
    if value is None:
        return None
    if isinstance(value, str):
        return value * times
    if times > 2:
        raise Refused("too often")
    return [value] * times

def pair(first, second=None):
    if first is None and second:
        return second, first
    return first, second

class Box:
    kind = None

    def fill(self, value):
        self.kind = value
        return self

box = Box()

def pieces(value):
    for one in value:
        if one == ",":
            return
        yield one

@contextlib.contextmanager
def guard(kind):
    try:
        yield kind
    except kind:
        SEEN.append("guarded")
    finally:
        SEEN.append("left")

def input_fn(body, content_type):
    x = None
    total = 0
    items = []
    other = items
    flag = False
"""

CONDITIONS = (
    'content_type == "application/json"',
    'content_type != "text/csv"',
    'content_type in ("application/json", "text/csv")',
    'content_type.startswith(("text/", "image/"))',
    'content_type.split(";")[0].strip().lower() == "text/csv"',
    '"json" in content_type',
    "content_type in TABLE",
    "isinstance(body, str)",
    "isinstance(body, (bytes, bytearray))",
    "body",
    "not body",
    "len(body) > 2",
    'body[:1] == "{"',
    'body == "1,2"',
    "x is None",
    "x is not None and flag",
    "flag",
    "total > 2",
    "total % 2 == 0",
    "items",
    "len(items) == 1",
    "x in items",
    "x",
    "isinstance(x, dict)",
    "isinstance(x, (list, str))",
    "any(items)",
    "all(one is None for one in items)",
    "SEEN",
    "other",
    "len(other) > 2",
    "box.kind is None",
    "Box.kind == 1",
    "(n := len(items)) > 1",
)

SIMPLE = (
    "x = json.loads(body)",
    "x = float(body)",
    "x = int(body) if flag else 0",
    "x = body.decode()",
    'x = body.decode("utf-8") if isinstance(body, (bytes, bytearray)) else body',
    'x = body.split(",")',
    "x = None",
    "x = total",
    "x = helper(x)",
    "x = helper(body, times=total)",
    "x = x or LIMIT",
    "x = TABLE.get(content_type)",
    "x = TABLE[content_type]",
    "x = items[total]",
    "x = [1, 2, 3][total]",
    'x = {"a": items, "b": body}',
    "x = x[0]",
    'x = x["a"]',
    "x = x + 1",
    "x = [one for one in body]",
    "x = list(pieces(body))",
    'x = next(iter(items), "none")',
    "x = (lambda value=total: value)()",
    'x = f"{content_type} {total}"',
    'x = "%s" % (total,)',
    "x = sorted(items, key=str)",
    "x = max(items, default=None)",
    "x = dict(zip(items, items))",
    "x = json.dumps(items)",
    "total += 1",
    "total = total + 2",
    "total -= 1",
    "total = len(items)",
    "flag = not flag",
    "flag = bool(body)",
    "flag = total == 1",
    "items.append(x)",
    "items.append(total)",
    "items += [flag]",
    "items = [total, x]",
    "items = items[1:]",
    "items = [one for one in items if one]",
    "SEEN.append(total)",
    "first, *rest = body",
    "first, second = items",
    "assert total < 3, content_type",
    "del x",
    "x = 1",
    "other = items",
    "other = [x]",
    "other = SEEN",
    "other.append(x)",
    "other += [total]",
    "x = other",
    "x = len(other)",
    "x = pair(helper(x), helper(total))",
    "x = pair(first=helper(total), second=pair(x, len(items)))",
    "x = helper(pair(total, helper(x, 1)), helper(total, 1) is None)",
    "x = pair(box.fill(total).kind, pair(flag))[0]",
    "box.kind = x",
    "Box.kind = total",
    "x = box.kind",
    "box.fill(items)",
)

ENDS = (
    "return None",
    "return",
    "return x",
    "return body",
    "return items",
    "return total or None",
    "return json.loads(body)",
    "return helper(x)",
    'raise ValueError("no " + content_type)',
    "raise Refused",
    'raise KeyError("x") from None',
    "raise",
)

ITERABLES = (
    "range(3)",
    "body",
    "items",
    'body.split(",")',
    "(1, None, 3)",
    "enumerate(items)",
    "pieces(body)",
    "[one for one in body]",
    'TABLE if flag else ["a"]',
    "reversed(items)",
    "other",
    'list("abcdefghijkl")',
    "range(12)",
)

EXCEPT = (
    "except ValueError:",
    "except (TypeError, KeyError) as error:",
    "except Exception as error:",
    "except json.JSONDecodeError:",
    "except UnicodeDecodeError as error:",
    "except Refused:",
    "except IndexError:",
    "except AttributeError:",
    "except:",
)

PATTERNS = ("1", "None", '"a" | "b"', "[first, *_]", '{"a": found}', "str()", "int(n)", "other")


def handler(random: Random) -> str:
    """The source of a handler."""
    return PRELUDE + _block(random, 1, random.choice((1, 2, 2, 3)), in_loop=False)


def _block(random: Random, indent: int, depth: int, in_loop: bool) -> str:
    lines = [
        _statement(random, indent, depth, in_loop)
        for _ in range(random.randint(1, 3 if depth else 2))
    ]
    if random.random() < 0.3:
        lines.append("    " * indent + random.choice(ENDS) + "\n")
    return "".join(lines)


def _statement(random: Random, indent: int, depth: int, in_loop: bool) -> str:
    pad = "    " * indent
    kind = random.choice(("simple", "simple", "if", "try", "for", "with", "match", "while", "end"))
    if not depth and kind not in ("simple", "end"):
        kind = "simple"

    def inner(*, loop: bool = in_loop) -> str:
        return _block(random, indent + 1, depth - 1, loop)

    match kind:
        case "if":
            text = f"{pad}if {random.choice(CONDITIONS)}:\n{inner()}"
            if random.random() < 0.4:
                text += f"{pad}elif {random.choice(CONDITIONS)}:\n{inner()}"
            return text + (f"{pad}else:\n{inner()}" if random.random() < 0.5 else "")
        case "try":
            text = f"{pad}try:\n{inner()}"
            chosen = random.sample(EXCEPT[:-1], random.randint(1, 2))
            text += "".join(f"{pad}{one}\n{inner()}" for one in chosen)
            text += f"{pad}else:\n{inner()}" if random.random() < 0.2 else ""
            return text + (f"{pad}finally:\n{pad}    total += 1\n" if random.random() < 0.3 else "")
        case "for":
            first = f"{pad}    x = one\n" if random.random() < 0.5 else ""
            text = f"{pad}for one in {random.choice(ITERABLES)}:\n{first}{inner(loop=True)}"
            return text + (f"{pad}else:\n{inner()}" if random.random() < 0.2 else "")
        case "while":
            name = f"round_{indent}"
            test = random.choice((f"{name} < 2", f"{name} < 2 and body"))
            body = f"{pad}    {name} += 1\n{inner(loop=True)}"
            return f"{pad}{name} = 0\n{pad}while {test}:\n{body}"
        case "with":
            manager = random.choice(
                (
                    "suppress(ValueError)",
                    "contextlib.suppress(KeyError, TypeError)",
                    "guard(ValueError)",
                )
            )
            return f"{pad}with {manager}:\n{inner()}"
        case "match":
            chosen = random.sample(PATTERNS[:-1], 2)
            cases = "".join(
                f"{pad}    case {one}:\n{pad}        x = {i}\n" for i, one in enumerate(chosen)
            )
            return (
                f"{pad}match x:\n{cases}{pad}    case _:\n{_block(random, indent + 2, 0, in_loop)}"
            )
        case "end" if in_loop and random.random() < 0.6:
            word = random.choice(("break", "continue"))
            return f"{pad}if {random.choice(CONDITIONS)}:\n{pad}    {word}\n"
        case "end":
            return f"{pad}if {random.choice(CONDITIONS)}:\n{pad}    {random.choice(ENDS)}\n"
    return f"{pad}{random.choice(SIMPLE)}\n"
