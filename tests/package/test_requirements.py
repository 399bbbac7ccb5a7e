"""Whether a list of requirements has a distribution for a module."""

import pytest

from handler_lint.package.requirements import distributes, pinned


@pytest.mark.parametrize(
    ("line", "module"),
    [
        ("gluonts", "gluonts"),
        ("gluonts==0.15.1  # pinned", "gluonts"),
        ("  Typing_Extensions>=4", "typing_extensions"),
        ("scikit-learn==1.3", "sklearn"),
        ("PyYAML", "yaml"),
        ("opencv-python-headless<5", "cv2"),
        ("pillow[all]", "PIL"),
        ("-r more.txt", "anything"),
        ("git+https://example.com/x.git", "anything"),
        ("own @ file:///x.whl", "anything"),
    ],
)
def test_a_line_brings_a_module(line: str, module: str) -> None:
    assert distributes(f"six\n{line}\n", module)


@pytest.mark.parametrize(
    ("text", "module"),
    [("", "gluonts"), ("gluonts-extra==1", "gluonts"), ("# gluonts", "gluonts"), ("six", "yaml")],
)
def test_a_list_does_not_bring_a_module(text: str, module: str) -> None:
    assert not distributes(text, module)


@pytest.mark.parametrize(
    ("line", "version"),
    [
        ("scikit-learn==1.2.2", (1, 2, 2)),
        ("numpy<2", (1,)),
        ("numpy>=1.20, <1.27", (1, 26)),
        ("numpy>=1.20", ()),
        ("numpy", ()),
        (f"numpy=={'1' * 5000}", (111111111,)),
    ],
)
def test_a_line_pins_a_version_or_none(line: str, version: tuple[int, ...]) -> None:
    assert pinned(line) == version
