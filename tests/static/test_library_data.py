"""What functions of libraries do, as data: our files are well formed, and so must those of a user be."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from handler_lint.calls import Case, ModelFn
from handler_lint.static import library
from tests.static.abstract import CSV, JSON, ends, outcomes, read, ways

FOLDER = Path(library.__file__).parent


@pytest.fixture(autouse=True)
def no_files_of_a_user() -> Iterator[None]:
    yield
    library.use(())


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.toml")), ids=lambda file: file.stem)
def test_our_own_files_are_well_formed(file: Path) -> None:
    data = library.parsed(file.name, file.read_text(encoding="utf-8"))
    library.check(file.name, data)
    kinds = {
        kind for entry in data.values() for kind in (entry.get("returns"),) if isinstance(kind, str)
    }

    assert all(key == "kind" or key.partition(".")[0] == file.stem for key in data)
    for kind in kinds - {"any", "json", "arg0", ""}:
        library.entry(f"{file.stem}.x")
        assert kind in PYTHON or library.kind(kind) is not library.NOTHING, kind


PYTHON = ("str", "bytes", "bytearray", "int", "float", "bool", "list", "dict", "tuple", "NoneType")

ACME = """
"acme.load" = { parameters = ["path", "device"], opens = 0, returns = "any", decided = "package" }
"acme.save" = { parameters = ["value", "path"], writes = 1, returns = "NoneType" }
"acme.decode" = { returns = "acme table", raises = ["ValueError"] }
"acme.fetch" = { returns = "str", connects = true }
"acme.frame" = { returns = "acme table", needs = ["pyarrow"] }
"acme.JSON" = { constant = "application/json" }
"acme.old.decode" = { is = "acme.decode" }
"json.loads" = { returns = "str" }

[kind."acme table"]
methods = { to_json = "str", head = "self" }
attributes = { columns = "list" }
operators = "any"
"""


def use(text: str = ACME) -> None:
    library.use((("acme.toml", text),))


def test_what_a_user_says_of_a_library_is_known() -> None:
    use()
    text = """
        import acme

        def input_fn(body, content_type):
            if content_type == acme.JSON:
                return acme.decode(body).head().to_json()
            if content_type == "text/csv":
                return acme.old.decode(body).columns
            return None
        """

    assert ends(text, read(JSON)) == {"str"}
    assert ends(text, read(CSV)) == {"list"}
    assert ends(text, read("image/png")) == {"None"}


def test_what_a_user_says_comes_before_what_we_say() -> None:
    use()

    assert ends(
        """
        import json

        def input_fn(body, content_type):
            return json.loads(body)
        """
    ) == {"str"}


def test_without_the_file_nothing_of_it_is_known() -> None:
    use()
    library.use(())

    assert library.entry("acme.load") is None
    assert library.kind("acme table") is library.NOTHING


def test_a_path_that_is_opened_is_found_by_its_keyword() -> None:
    use()
    text = """
        import acme

        def model_fn(model_dir):
            return acme.load(device="cpu", path=model_dir + "/absent.bin")
        """
    (outcome,) = outcomes(text, ModelFn(), files={"model.bin": 1})

    assert outcome.error is not None
    assert outcome.error.missing == "absent.bin"


def test_a_path_that_is_written_may_be_there_afterwards() -> None:
    use()
    text = """
        import acme, os

        def model_fn(model_dir):
            acme.save(1, model_dir + "/made.bin")
            return 1 if os.path.exists(model_dir + "/made.bin") else None
        """
    found = ways(text, Case((ModelFn(),)), files={"model.bin": 1})

    assert {way.runs[0].last.value.text for way in found.ways} == {"int", "None"}


@pytest.mark.parametrize(
    ("call", "error"),
    [
        ("acme.decode(body)", "ValueError"),
        ("acme.fetch()", "Exception"),
        ("acme.frame(body)", "ImportError"),
    ],
)
def test_inside_a_try_what_may_fail_does_so_in_one_way(call: str, error: str) -> None:
    use()
    text = f"""
        import acme

        def input_fn(body, content_type):
            try:
                {call}
            except {error}:
                return None
            return 1
        """

    assert ends(text) == {"int", "None"}


def test_a_described_kind_is_no_json() -> None:
    use()
    text = """
        import acme, json

        def input_fn(body, content_type):
            return json.dumps({"table": acme.decode(body)})
        """
    (outcome,) = outcomes(text, read())

    assert outcome.error is not None
    assert outcome.error.type == "TypeError"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = ", "acme.toml is not valid TOML"),
        ('load = { returns = "any" }', '"load" is no full name; write it as in "library.load"'),
        ('"acme.load" = 1', '"acme.load" is no table'),
        ('"acme.load" = { return = "any" }', "has the unknown key return; known: returns"),
        ('"acme.load" = { opens = true }', "opens must be of the type int"),
        ('"acme.load" = { returns = 1 }', "returns must be of the type str"),
        ('"acme.load" = { constant = [] }', "constant must be of the type text or a number"),
        ('"acme.load" = { decided = "me" }', "decided must be one of client, library, package"),
        ("[kind.table]\nmethod = {}", "[kind.table] has the unknown key method; known: methods"),
    ],
)
def test_an_entry_without_a_meaning_is_refused(text: str, said: str) -> None:
    with pytest.raises(library.DataError) as refused:
        use(text)

    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
