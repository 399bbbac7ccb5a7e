"""Loops of which the number of rounds is not known: one round stands for any of them."""

import pytest

from handler_lint.calls import Case
from tests.static.abstract import End, answers, ends, read, ways


def values(body: str, **package: str) -> set[str]:
    """The ends of `answer(rows)` for unknown rows: a repr where it is known, else its kind."""
    text = f"""
        import somewhere

        def answer():
            rows = somewhere.rows()
            flags = somewhere.flags()
{body}
        """
    return {_spelled(end) for end in answers(text)}


def _spelled(end: End) -> str:
    if end.raised:
        return end.raised
    return repr(end.value) if end.known else getattr(end.value, "kind", type(end.value).__name__)


def test_a_loop_may_have_no_round() -> None:
    assert values(
        """
            for row in rows:
                return 1
            return 2
        """
    ) == {"1", "2"}


def test_a_running_total_is_not_known_afterwards() -> None:
    assert values(
        """
            total = 0
            for row in rows:
                total += 1
            return total == 1
        """
    ) == {"bool"}


def test_neither_is_a_total_that_is_assigned() -> None:
    assert values(
        """
            total = 0
            for row in rows:
                total = total + 1
            return total
        """
    ) == {"0", "any"}


def test_a_flag_that_an_earlier_round_may_have_set() -> None:
    assert values(
        """
            found = False
            for row in rows:
                if row == 1:
                    found = True
            return 1 if found else 2
        """
    ) == {"1", "2"}


def test_both_branches_of_two_rounds_may_be_taken() -> None:
    assert "3" in values(
        """
            one = two = False
            for row in rows:
                if row:
                    one = True
                else:
                    two = True
            return 3 if one and two else 4
        """
    )


def test_a_list_that_grows_has_an_unknown_length() -> None:
    assert values(
        """
            found = []
            for row in rows:
                found.append(row)
            return len(found)
        """
    ) == {"int"}


def test_a_list_that_may_have_grown_is_asked_whether_it_is_empty() -> None:
    assert values(
        """
            found = []
            for row in rows:
                if row:
                    found.append(row)
            return 1 if found else 2
        """
    ) == {"1", "2"}


def test_a_dict_that_is_filled_may_hold_any_key() -> None:
    assert values(
        """
            found = {"a": 1}
            for row in rows:
                found[row] = 2
            return found["a"]
        """
    ) == {"any"}


def test_what_is_only_read_stays_known() -> None:
    assert values(
        """
            names = ["a", "b"]
            for row in rows:
                row.use(names[0])
            return names
        """
    ) == {"['a', 'b']"}


def test_else_runs_where_no_round_breaks() -> None:
    assert values(
        """
            for row in rows:
                if row:
                    break
            else:
                return 1
            return 2
        """
    ) == {"1", "2"}


def test_an_unknown_while_ends() -> None:
    assert values(
        """
            n = 0
            while rows.more():
                n += 1
            else:
                return n
        """
    ) == {"0", "int"}


def test_an_unknown_while_with_break_and_continue() -> None:
    assert values(
        """
            while rows.more():
                if rows.skip():
                    continue
                if rows.stop():
                    break
            else:
                return 1
            return 2
        """
    ) == {"1", "2"}


@pytest.mark.parametrize(
    "change", ["pop()", "remove(1)", "clear()", "sort()", "insert(0, 1)", "reverse()"]
)
def test_a_list_that_shrinks_or_moves_in_a_loop_is_not_known(change: str) -> None:
    found = values(
        f"""
            found = [3, 2, 1]
            for row in rows:
                found.{change}
            return found
        """
    )

    assert found - {"[3, 2, 1]"}


def test_a_generator_is_consumed_by_the_first_round() -> None:
    assert values(
        """
            numbers = iter([1, 2])
            for row in rows:
                first = next(numbers)
                return first
            return 0
        """
    ) == {"0", "int"}


def test_a_question_before_a_loop_is_answered_in_it() -> None:
    assert ends(
        """
        def input_fn(body, content_type):
            if not body:
                return 1
            for one in body:
                return 2
            return None
        """
    ) == {"int"}


def test_a_long_known_loop_has_rounds() -> None:
    assert values(
        """
            n = 0
            for i in range(1000):
                n += i
            return "after" if n == 0 else n
        """
    ) <= {"'after'", "int", "any"}


def test_a_loop_over_a_generator_takes_turns_with_it() -> None:
    assert values(
        """
            log = []
            def numbers():
                for i in range(3):
                    log.append(i)
                    yield i
                log.append("end")
            for i in numbers():
                log.append(-i)
                if i == 1:
                    break
            return log
        """
    ) == {"[0, 0, 1, -1]"}


def test_a_generator_in_an_unknown_loop_gives_any_number_of_values() -> None:
    assert values(
        """
            def each():
                for row in rows:
                    yield 1
            n = 0
            for one in each():
                n += one
            return n
        """
    ) <= {"0", "int", "any"}


def test_a_comprehension_over_unknown_rows_has_an_unknown_length() -> None:
    assert values("            return len([row for row in rows])\n") == {"int"}


def test_a_member_of_a_list_of_unknown_length_is_unknown() -> None:
    assert values("            return [0 for row in rows][0]\n") == {"int"}


@pytest.mark.parametrize(
    "body",
    [
        "rounds += 1",
        "found.append(row)",
        "known[row] = 1",
        "last = row",
        "for cell in row:\n                    found.append(cell)",
        "if row:\n                    found.append(row)",
    ],
)
def test_a_loop_that_only_binds_and_fills_is_no_question_of_its_own(body: str) -> None:
    found = ways(
        f"""
        import somewhere

        def input_fn(body, content_type):
            rounds, last, found, known = 0, somewhere.one(), [], {{}}
            for row in somewhere.rows():
                {body}
            return rounds, last, found, known
        """,
        Case((read(),)),
    )

    assert "the loop has a round" not in {fork.question for way in found.ways for fork in way.forks}


@pytest.mark.parametrize(
    "body",
    [
        "return 1",
        "break",
        "raise ValueError",
        "None + 1",
        "last = 'text'",
        "note(row)",
        "self.row = row",
        "open('seen', 'w')",
        "count = row",
        "names = count",
    ],
)
def test_a_loop_that_does_more_is_one(body: str) -> None:
    found = ways(
        f"""
        import somewhere
        noted = []

        def note(row):
            noted.append(row)

        class Reader:
            def read(self):
                global count
                last = None
                for row in somewhere.rows():
                    {body}
                else:
                    return last
                return names

        def input_fn(body, content_type):
            return Reader().read()
        """,
        Case((read(),)),
    )

    assert "the loop has a round" in {fork.question for way in found.ways for fork in way.forks}


def test_after_such_a_loop_both_is_known_what_was_before_and_what_it_binds() -> None:
    assert values(
        """
            rounds = 0
            for row in rows:
                rounds = len(row)
            return 1 if rounds else 2
        """
    ) == {"1", "2"}


def test_a_name_that_only_a_round_binds_may_be_unbound_after_it() -> None:
    assert values(
        """
            for row in rows:
                last = 1
            return last
        """
    ) == {"1", "UnboundLocalError"}


def test_of_many_rounds_that_ask_the_later_ones_are_one_round() -> None:
    found = ways(
        """
        import somewhere
        LABELS = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"]

        def input_fn(body, content_type):
            scores = {}
            for label in LABELS:
                if somewhere.knows(label):
                    scores[label] = 1
                else:
                    scores[label] = None
            return scores["a"], scores["l"]
        """,
        Case((read(),)),
    )
    asked = {len(way.forks) for way in found.ways}

    assert found.complete
    assert max(asked) < len("abcdefghijkl")


def test_many_rounds_that_ask_nothing_are_followed_one_by_one() -> None:
    assert ends(
        """
        def input_fn(body, content_type):
            total = 0
            for i in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]:
                total += i
            return None if total == 78 else 1
        """
    ) == {"None"}


@pytest.mark.parametrize(
    ("end", "found"), [("break", {"int", "str"}), ("return None", {"int", "None"})]
)
def test_the_later_rounds_may_leave_the_loop(end: str, found: set[str]) -> None:
    assert (
        ends(
            f"""
        import somewhere

        def input_fn(body, content_type):
            for label in ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"]:
                if somewhere.knows(label) and label not in ("a", "b", "c", "d"):
                    {end}
            else:
                return 1
            return "text"
        """
        )
        == found
    )


@pytest.mark.parametrize(
    ("before", "body", "after", "end"),
    [
        (
            "a, c = [1], [3]",
            "a = c",
            "a.append(4)\n            return len(a) == len(c)",
            "True",
        ),
        ("a = b = [1]", "b = [2, 2]", "b.append(3)\n            return len(a)", "2"),
        ("a = Box()\n            b = a", "b = Box()", "b.v = 2\n            return a.v", "2"),
    ],
)
def test_what_may_change_through_another_name_is_followed_apart(
    before: str, body: str, after: str, end: str
) -> None:
    assert end in values(
        f"""
            class Box:
                v = 1

            {before}
            for row in rows:
                {body}
            {after}
        """
    )
