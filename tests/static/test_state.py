"""What is kept of a way: the next one finds everything as it was before."""

import pytest

from tests.static.abstract import ends, outcomes, read, spelled


def test_what_a_way_changes_is_as_before_in_the_next_one() -> None:
    text = """
        import somewhere
        settings = {"kinds": ["csv"], "count": 0}

        class Box:
            def __init__(self):
                self.rows = set()

        box = Box()

        def input_fn(body, content_type):
            if somewhere.one():
                settings["kinds"].append("json")
                settings["count"] += 1
                box.rows.add(1)
                box.name = "x"
            if somewhere.two():
                return len(settings["kinds"]), settings["count"], len(box.rows), hasattr(box, "name")
            return None if settings["count"] == 1 and len(settings["kinds"]) != 2 else 1
        """

    assert ends(text) == {"tuple", "int"}


@pytest.mark.parametrize(
    "change",
    [
        "Box.kind = 'other'",
        "setattr(Box, 'kind', 'other')",
        "del Box.kind",
        "read.kind = 'other'",
        "functools.wraps(other)(read)",
    ],
)
def test_what_a_way_does_to_a_class_or_a_function_is_as_before_in_the_next_one(change: str) -> None:
    text = f"""
        import functools, somewhere

        class Base:
            kind = "base"

        class Box(Base):
            kind = "box"

        def other():
            pass

        def read():
            pass

        read.kind = "box"

        def input_fn(body, content_type):
            if somewhere.one():
                {change}
            if somewhere.two():
                return 1.5
            changed = (Box.kind, read.kind, read.__name__) != ("box", "box", "read")
            return None if changed else 1
        """

    assert sorted(spelled(one) for one in outcomes(text, read())) == [
        "None",
        "float",
        "float",
        "int",
    ]
