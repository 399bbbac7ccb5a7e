"""From what a user types to the package that is linted."""

import io
import os
import socket
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from handler_lint.package.model import Listing, Refused
from handler_lint.package.target import NothingToCheck, TargetError, open_target

HANDLER = b"def model_fn(model_dir): ...\n"
PACKAGE = {
    "code/inference.py": HANDLER,
    "code/lib/helper.py": b"x = 1\n",
    "code/requirements.txt": b"numpy\n",
    "tools.py": b"",
    "scripts/train.py": b"",
    "weights.npy": b"\0" * 10,
}


def test_an_extracted_package_is_a_folder_with_a_model_file(folder: Callable[..., Path]) -> None:
    folder("churn", PACKAGE)

    package = open_target("churn")

    assert (package.target, package.kind, package.handler) == (
        "churn",
        "package",
        "code/inference.py",
    )
    assert package.sources == {
        path: PACKAGE[path] for path in ("code/inference.py", "code/lib/helper.py", "tools.py")
    }
    assert package.import_roots == ("code", "")
    assert package.listing == Listing(
        {path: len(content) for path, content in PACKAGE.items()},
        frozenset({"code", "code/lib", "scripts"}),
    )
    assert package.can_run
    assert package.holds_a_model()
    assert package.warnings == ()


def test_an_archive_gives_the_same_answers_as_the_folder_that_it_was_made_from(
    folder: Callable[..., Path], archive: Callable[..., Path]
) -> None:
    folder("churn", PACKAGE)
    archive(PACKAGE, "churn.tar.gz")

    one, other = open_target("churn"), open_target("churn.tar.gz")

    assert other.kind == "archive"
    for name in ("handler", "sources", "import_roots", "listing", "can_run", "model_files"):
        assert getattr(one, name) == getattr(other, name), name


def test_a_source_folder_without_a_model_has_no_listing_and_can_be_run(
    folder: Callable[..., Path],
) -> None:
    folder("vision", {"code/inference.py": HANDLER, "README.md": b"", "pyproject.toml": b""})

    package = open_target("vision")

    assert package.kind == "folder"
    assert package.listing is None
    assert package.can_run
    assert not package.holds_a_model()


@pytest.mark.parametrize(
    "path",
    [
        ".gitignore",
        ".github/workflows/ci.yml",
        "README",
        "LICENSE",
        "LICENSE-MIT.txt",
        "CHANGELOG.txt",
        "notes.md",
        "requirements.txt",
        "requirements-dev.txt",
        "setup.cfg",
        "poetry.lock",
        "Makefile",
        "Dockerfile.gpu",
        "docker-compose.yml",
        "train.py",
        "explore.ipynb",
        "model.tar.gz",
        "tests/data/one.csv",
        "docs/logo.png",
        "code/weights.npy",
        "csv_samples/one.csv",
        "json_samples/one.json",
        "payload_samples/one.bin",
        "payload_0.json",
    ],
)
def test_a_file_that_is_no_model_does_not_make_a_folder_a_package(
    folder: Callable[..., Path], path: str
) -> None:
    folder("vision", {"code/inference.py": HANDLER, path: b"x"})

    assert open_target("vision").kind == "folder"


@pytest.mark.parametrize(
    "path", ["model.pth", "license_plates.pth", "config.json", "1/saved_model.pb", "parts/a.txt"]
)
def test_any_other_file_does(folder: Callable[..., Path], path: str) -> None:
    folder("vision", {"code/inference.py": HANDLER, path: b"x"})

    assert open_target("vision").kind == "package"


def test_what_belongs_to_tools_is_not_in_the_package(folder: Callable[..., Path]) -> None:
    litter = [".git/config", "code/__pycache__/a.pyc", ".venv/a.py", "env/pyvenv.cfg", "env/b.py"]
    folder("vision", {"code/inference.py": HANDLER, "model.pth": b"", **dict.fromkeys(litter, b"")})

    listing = open_target("vision").listing

    assert listing is not None
    assert set(listing.files) == {"code/inference.py", "model.pth"}
    assert listing.folders == {"code"}


def test_given_samples_in_the_folder_do_not_make_it_a_package(folder: Callable[..., Path]) -> None:
    folder("iris", {"inference.py": HANDLER, "requests/one.json": b"{}"})

    assert open_target("iris").kind == "package"
    package = open_target("iris", samples="iris/requests")
    assert package.kind == "folder"
    assert package.samples_from == "iris/requests"


def test_a_handler_at_the_root_is_read_with_all_modules_below(folder: Callable[..., Path]) -> None:
    folder("iris", {"inference.py": HANDLER, "lib/deep/helper.py": b"", "model.pkl": b""})

    package = open_target("iris")

    assert package.handler == "inference.py"
    assert set(package.sources) == {"inference.py", "lib/deep/helper.py"}
    assert package.import_roots == ("",)


def test_code_and_root_are_searched_when_the_handler_is_at_the_root(
    folder: Callable[..., Path],
) -> None:
    folder("iris", {"inference.py": HANDLER, "code/helper.py": b"", "model.pkl": b""})

    assert open_target("iris").import_roots == ("code", "")


def test_a_bare_file_is_read_with_the_modules_beside_it_and_never_run(
    folder: Callable[..., Path],
) -> None:
    folder("churn", PACKAGE)
    folder("churn/code", {"lib/__init__.py": b"", "lib/data.csv": b"", "loose/other.py": b""})

    package = open_target("churn/code/inference.py")

    assert (package.kind, package.handler) == ("file", "inference.py")
    assert set(package.sources) == {"inference.py", "lib/__init__.py", "lib/helper.py"}
    assert package.import_roots == ("",)
    assert package.listing is None
    assert package.samples == ()
    assert not package.can_run
    assert not package.holds_a_model()


def test_a_bare_file_takes_samples_that_are_given(folder: Callable[..., Path]) -> None:
    folder("churn", {**PACKAGE, "samples/one.json": b"{}"})

    package = open_target("churn/code/inference.py", samples="churn/samples")

    assert [sample.name for sample in package.samples] == ["one.json"]


def test_big_modules_are_left_out_but_the_handler_is_not(folder: Callable[..., Path]) -> None:
    big = b"#" * 600_000
    folder("churn", {"code/inference.py": big, "code/tables.py": big, "w": b""})

    for target in ("churn", "churn/code/inference.py"):
        assert set(open_target(target).sources) == {open_target(target).handler}


def test_paths_are_shown_as_the_user_would_type_them(
    folder: Callable[..., Path], archive: Callable[..., Path]
) -> None:
    folder("churn", PACKAGE)
    folder("", {"inference.py": HANDLER})
    archive(PACKAGE, "model.tar.gz")

    for target, shown, joined in [
        ("churn", "code/inference.py", "churn/code/inference.py"),
        ("churn/", "code/inference.py", "churn/code/inference.py"),
        ("model.tar.gz", "code/inference.py", "model.tar.gz!/code/inference.py"),
        ("churn/code/inference.py", "churn/code/inference.py", "churn/code/inference.py"),
        ("inference.py", "inference.py", "inference.py"),
        (".", "inference.py", "inference.py"),
    ]:
        package = open_target(target)
        assert package.shown(package.handler) == shown
        assert package.joined(package.handler) == joined


def test_a_module_beside_a_bare_file_is_shown_beside_it(folder: Callable[..., Path]) -> None:
    folder("churn", {"inference.py": HANDLER, "helper.py": b""})

    package = open_target("churn/inference.py")

    assert package.shown("helper.py") == package.joined("helper.py") == "churn/helper.py"


def test_control_characters_of_paths_are_escaped_when_shown(folder: Callable[..., Path]) -> None:
    folder("churn", {**PACKAGE, "a\x1b[31m\n\u202eb": b""})
    package = open_target("churn")

    assert package.shown("a\x1b[31m\n\u202eb") == "a\\x1b[31m\\n\\u202eb"
    assert package.shown(os.fsdecode(b"\xff")) == "\\udcff"


class TestAFileWithItsPackage:
    def test_a_file_in_the_folder_is_the_handler_of_that_package(
        self, folder: Callable[..., Path]
    ) -> None:
        folder("churn", {**PACKAGE, "src/serve.py": HANDLER, "src/parts/a.py": b""})

        package = open_target("churn/src/serve.py", package="churn")

        assert (package.kind, package.handler) == ("package", "src/serve.py")
        assert package.import_roots == ("src", "code", "")
        assert {"src/serve.py", "src/parts/a.py", "code/inference.py"} <= set(package.sources)
        assert package.can_run
        assert package.holds_a_model()
        assert package.shown("src/serve.py") == "churn/src/serve.py"
        assert package.shown("code/lib/helper.py") == "churn/code/lib/helper.py"

    def test_the_same_paths_are_shown_with_and_without_the_package(
        self, folder: Callable[..., Path]
    ) -> None:
        folder("churn", PACKAGE)
        bare = open_target("churn/code/inference.py")
        whole = open_target("./churn/code/inference.py", package="churn")

        assert bare.shown(bare.handler) == "churn/code/inference.py"
        assert whole.shown(whole.handler) == "./churn/code/inference.py"

    @pytest.mark.parametrize("package", ["churn", "churn.tar.gz"])
    def test_a_file_elsewhere_lies_over_the_code_of_the_package(
        self, folder: Callable[..., Path], archive: Callable[..., Path], package: str
    ) -> None:
        folder("churn", PACKAGE)
        archive(PACKAGE, "churn.tar.gz")
        folder("src", {"serve.py": b"new", "inference.py": b"newer", "lib/__init__.py": b""})

        found = open_target("src/serve.py", package=package)

        assert found.handler == "code/serve.py"
        assert found.sources["code/serve.py"] == b"new"
        assert found.sources["code/inference.py"] == b"newer"
        assert found.sources["code/lib/helper.py"] == PACKAGE["code/lib/helper.py"]
        assert found.listing is not None
        assert found.listing.files["code/lib/__init__.py"] == 0
        assert found.shown("code/serve.py") == "src/serve.py"
        assert found.joined("code/inference.py") == "src/inference.py"
        assert "churn" in found.joined("code/lib/helper.py")
        assert found.can_run

    def test_a_linked_code_folder_counts_as_elsewhere(self, folder: Callable[..., Path]) -> None:
        folder("src", {"inference.py": HANDLER})
        (folder("churn", {"w.npy": b""}) / "code").symlink_to("../src")

        package = open_target("churn/code/inference.py", package="churn")

        assert package.handler == "code/inference.py"
        assert package.sources["code/inference.py"] == HANDLER
        assert package.kind == "package"

    def test_a_package_without_a_handler_of_its_own_is_fine(
        self, folder: Callable[..., Path]
    ) -> None:
        folder("model", {"w.npy": b""})
        folder("src", {"serve.py": HANDLER})

        assert open_target("src/serve.py", package="model").import_roots == ("code", "")

    def test_it_goes_with_a_file_only(self, folder: Callable[..., Path]) -> None:
        folder("churn", PACKAGE)

        with pytest.raises(TargetError, match="--package is for a target that is a handler file"):
            open_target("churn", package="churn")

    def test_it_has_to_exist_and_to_be_one(self, folder: Callable[..., Path]) -> None:
        folder("churn", PACKAGE)

        with pytest.raises(TargetError, match="elsewhere: no such file or folder"):
            open_target("churn/code/inference.py", package="elsewhere")
        with pytest.raises(TargetError, match=r"tools\.py: neither a handler"):
            open_target("churn/code/inference.py", package="churn/tools.py")

    def test_a_handler_in_a_folder_of_a_tool_is_read_all_the_same(
        self, folder: Callable[..., Path]
    ) -> None:
        folder("churn", {**PACKAGE, "venv/serve.py": HANDLER})

        assert "venv/serve.py" in open_target("churn/venv/serve.py", package="churn").sources


class TestAnEditorsBuffer:
    @pytest.mark.parametrize(
        ("target", "package"),
        [
            ("churn", None),
            ("churn.tar.gz", None),
            ("churn/code/inference.py", None),
            ("churn/code/inference.py", "churn"),
        ],
    )
    def test_it_stands_for_the_handler(
        self,
        folder: Callable[..., Path],
        archive: Callable[..., Path],
        target: str,
        package: str | None,
    ) -> None:
        folder("churn", PACKAGE)
        archive(PACKAGE, "churn.tar.gz")

        found = open_target(target, package=package, stdin=b"typed")

        assert found.sources[found.handler] == b"typed"
        assert found.joined(found.handler).endswith("code/inference.py")
        if found.listing:
            assert found.listing.files[found.handler] == 5

    @pytest.mark.parametrize("target", ["src/new.py", "nowhere/new.py", "new.py"])
    def test_its_file_need_not_exist(self, folder: Callable[..., Path], target: str) -> None:
        folder("src", {"helper.py": b""})

        package = open_target(target, stdin=b"typed")

        assert package.handler == "new.py"
        assert package.sources["new.py"] == b"typed"
        assert ("helper.py" in package.sources) == target.startswith("src")

    def test_a_new_file_in_a_package_belongs_to_it(self, folder: Callable[..., Path]) -> None:
        folder("churn", PACKAGE)

        package = open_target("churn/code/sub/new.py", package="churn", stdin=b"typed")

        assert package.handler == "code/sub/new.py"
        assert package.listing is not None
        assert "code/sub" in package.listing.folders


class TestNothingToCheck:
    def said(self, target: str) -> str:
        with pytest.raises(NothingToCheck) as caught:
            open_target(target)
        return str(caught.value)

    def test_it_says_where_it_looked_and_what_to_do(self, folder: Callable[..., Path]) -> None:
        folder("vision", {"weights.npy": b""})

        assert self.said("vision") == (
            "no code/inference.py in vision; name the handler file"
            " or set [tool.handler-lint] handlers"
        )

    def test_an_archive_with_a_folder_too_many(self, archive: Callable[..., Path]) -> None:
        archive({f"model/{path}": content for path, content in PACKAGE.items()})

        assert self.said("model.tar.gz") == (
            "no code/inference.py in model.tar.gz; there is model/code/inference.py:"
            " the archive has one folder too many; pack again with:"
            " tar -czf model.tar.gz -C model ."
        )

    def test_an_archive_with_several_folders_too_many(self, archive: Callable[..., Path]) -> None:
        archive({"opt/ml/inference.py": HANDLER})

        assert "2 folders too many" in self.said("model.tar.gz")
        assert self.said("model.tar.gz").endswith("-C opt/ml .")

    def test_a_folder_above_the_package(self, folder: Callable[..., Path]) -> None:
        folder("repo", {"serving/code/inference.py": HANDLER, "a/b/c/inference.py": HANDLER})

        assert "there is serving/code/inference.py: name that file" in self.said("repo")

    def test_a_handler_too_deep_in_the_code(self, archive: Callable[..., Path]) -> None:
        archive({"code/src/inference.py": HANDLER})

        assert "code/src/inference.py: move it up to code/inference.py" in self.said("model.tar.gz")

    def test_code_that_is_a_link_out_of_the_folder(self, folder: Callable[..., Path]) -> None:
        folder("src", {"inference.py": HANDLER})
        (folder("vision", {}) / "code").parent.mkdir()
        os.symlink("../src", "vision/code")

        assert "code is a symbolic link out of the package" in self.said("vision")


class TestWrongTargets:
    def said(self, target: str, samples: str | None = None) -> str:
        with pytest.raises(TargetError) as caught:
            open_target(target, samples=samples)
        assert "\n" not in str(caught.value)
        return str(caught.value)

    @pytest.mark.parametrize("target", ["nowhere", "nowhere.py", "nowhere.tar.gz", "a\0.py"])
    def test_what_does_not_exist(self, target: str) -> None:
        assert "no such file or folder; check the path" in self.said(target)

    def test_a_damaged_archive(self, archive: Callable[..., Path]) -> None:
        path = archive(PACKAGE)
        path.write_bytes(path.read_bytes()[:-20])

        assert self.said("model.tar.gz").startswith("model.tar.gz: truncated")

    @pytest.mark.parametrize("name", ["model.zip", "model.bin"])
    def test_a_zip_file_under_any_name(self, folder: Callable[..., Path], name: str) -> None:
        folder("", {name: b"PK\x03\x04"})

        assert "this is a zip file" in self.said(name)

    def test_any_other_file(self, folder: Callable[..., Path]) -> None:
        folder("", {"notes.txt": b"hello"})

        assert self.said("notes.txt").startswith("notes.txt: neither a handler (.py), a folder")

    def test_a_socket(self) -> None:
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind("s.py")
            assert "neither a file nor a folder" in self.said("s.py")

    def test_a_name_that_the_system_does_not_take(self, folder: Callable[..., Path]) -> None:
        folder("churn", PACKAGE)
        os.symlink("loop", "loop")

        assert "loop: no such file" in self.said("loop")

    def test_what_the_system_does_not_let_us_read(self) -> None:
        os.symlink("/proc/self/mem", "model.tar.gz")

        assert self.said("model.tar.gz").startswith("model.tar.gz: Input/output error; check")

    def test_a_handler_of_absurd_size(self, folder: Callable[..., Path]) -> None:
        path = folder("churn", PACKAGE) / "code/inference.py"
        os.truncate(path, 65 << 20)

        assert "larger than 64 MB" in self.said("churn")

    def test_samples_that_do_not_exist_or_are_no_folder(self, folder: Callable[..., Path]) -> None:
        folder("churn", PACKAGE)

        assert "s: no such file or folder" in self.said("churn", samples="s")
        assert "tools.py: not a folder; --samples" in self.said("churn", samples="churn/tools.py")


def test_an_archive_is_known_by_its_content_whatever_its_name(archive: Callable[..., Path]) -> None:
    archive(PACKAGE).rename("model.data")
    archive(PACKAGE, "plain.tar").rename("plain.data")

    assert open_target("model.data").kind == open_target("plain.data").kind == "archive"


def test_what_an_archive_holds_besides_files_is_told(archive: Callable[..., Path]) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name in ("code/inference.py", "w"):
            tar.addfile(tarfile.TarInfo(name))
        for name in ("a", "b"):
            link = tarfile.TarInfo(name)
            link.type, link.linkname = tarfile.SYMTYPE, "w"
            tar.addfile(link)
    archive(buffer.getvalue())

    package = open_target("model.tar.gz")

    assert package.refused == (Refused("a", "symbolic link"), Refused("b", "symbolic link"))
    (said,) = package.warnings
    assert said.startswith("model.tar.gz: left out is a and 1 more: symbolic link; only regular")


@pytest.mark.parametrize("packed", [False, True])
def test_a_handler_of_another_name_is_named_as_the_endpoint_does(
    tmp_path: Path, packed: bool
) -> None:
    (tmp_path / "p" / "code").mkdir(parents=True)
    (tmp_path / "p" / "code" / "serve.py").write_text("def model_fn(model_dir): return 1\n")
    (tmp_path / "p" / "model.bin").write_bytes(b"x")
    target = str(tmp_path / "p")
    if packed:
        target = str(tmp_path / "model.tar.gz")
        with tarfile.open(target, "w:gz") as tar:
            tar.add(tmp_path / "p", ".")

    assert open_target(target, program="serve.py").handler == "code/serve.py"
    with pytest.raises(NothingToCheck, match=r"code/serve.py looks like one: .*=serve.py$"):
        open_target(target)
    with pytest.raises(NothingToCheck, match=r"no code/other\.py in "):
        open_target(target, program="other.py")
