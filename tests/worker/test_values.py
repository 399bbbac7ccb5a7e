"""How a value is told: described, never dumped, and never asked anything that could do harm."""

import pytest

from handler_lint.calls import Case
from tests.dynamic.support import READ, RunHandler

VALUES = {
    "None": "None",
    "3": "int",
    "True": "bool",
    "2.5": "float",
    "1j": "complex",
    "'a' * 34": "str 34 chars",
    "'x'": "str 1 char",
    "b'\\0' * 5": "bytes 5 bytes",
    "bytearray(1)": "bytearray 1 byte",
    "{'scores': [1]}": 'dict {"scores"}',
    "{}": "dict {}",
    "dict.fromkeys('abcdefg')": 'dict {"a", "b", "c", "d", "e", …}',
    "{1: 0, 2.0: 0, ('a',): 0}": "dict {1, float, tuple}",
    "{'line\\n' + 'k' * 60: 0}": 'dict {"line ' + "k" * 35 + '…"}',
    "[1.0, 2.0]": "list of 2 float",
    "[1, 'two', None]": "list of 3",
    "[]": "list of 0",
    "[[1], [2]]": "list of 2 list",
    "[0] * 20000": "list of 20000",
    "{1, 2}": "set of 2 int",
    "frozenset('ab')": "frozenset of 2 str",
    "('a' * 11, 'application/json')": '(str 11 chars, "application/json")',
    "('x', 'text/csv; charset=utf-8')": '(str 1 char, "text/csv; charset=utf-8")',
    "('x', 200, None)": "(str 1 char, int, None)",
    "(1,)": "(int,)",
    "()": "()",
    "(1, 2, 3, 4, 5, 6)": "(int, int, int, int, int, …)",
    "((1, 2), {'a': 1})": '(tuple of 2 int, dict {"a"})',
    "(n for n in [1])": "generator",
    "len": "builtin_function_or_method",
    "__import__('decimal').Decimal(1)": "decimal.Decimal",
    "Answer()": "inference.Answer",
    "Odd()": "inference.Odd",
    "type('Made', (), {'__module__': 3})()": "Made",
}


@pytest.mark.parametrize(("expression", "told"), VALUES.items(), ids=str)
def test_a_value_is_told_by_its_class_and_size(run: RunHandler, expression: str, told: str) -> None:
    ran = run(
        f"""
        class Answer:
            pass

        class Meta(type):
            def __getattribute__(cls, name):
                raise RuntimeError(name)

        class Odd(metaclass=Meta):
            def __getattribute__(self, name):
                raise KeyboardInterrupt
            __repr__ = __len__ = __iter__ = __bool__ = __eq__ = None

        def input_fn(body, content_type):
            return {expression}
        """,
        Case((READ,)),
    )

    assert ran.value == told
    assert ran.only.value.none is (expression == "None")


ARRAYS = {
    "numpy.zeros(2)": "numpy.ndarray (2,) float64",
    "numpy.zeros((2, 3), dtype='int8')": "numpy.ndarray (2, 3) int8",
    "numpy.array(1.5)": "numpy.ndarray () float64",
    "numpy.float32(1)": "numpy.float32",
    "[numpy.float64(1)] * 2": "list of 2 numpy.float64",
    "(numpy.zeros(2), 'text/csv')": '(numpy.ndarray (2,) float64, "text/csv")',
    "numpy.random.default_rng(1)": "numpy.random.Generator",
}


@pytest.mark.parametrize(("expression", "told"), ARRAYS.items(), ids=str)
def test_an_array_is_told_by_its_shape_and_type(
    run: RunHandler, expression: str, told: str
) -> None:
    pytest.importorskip("numpy")
    handler = f"""
        import numpy

        def input_fn(body, content_type):
            return {expression}
    """

    assert run(handler, Case((READ,))).value == told


LIBRARIES = {
    "pandas.core.frame.DataFrame(shape=(2, 3), dtype='never told')": "pandas.DataFrame (2, 3)",
    "pandas.core.series.Series(shape=(3,), dtype='float64')": "pandas.Series (3,) float64",
    "torch.Tensor(shape=(2, 3), dtype='torch.float32', device='cpu')": (
        "torch.Tensor (2, 3) float32 cpu"
    ),
    "scipy.sparse._csr.csr_matrix(shape=(2, 3), dtype='int64')": (
        "scipy.sparse.csr_matrix (2, 3) int64"
    ),
    "torch.nn.modules.module.Module()": "torch.nn.modules.module.Module",
    "torch.Tensor(shape=(1,), requires_grad=True)": "torch.Tensor (1,) with gradients",
    "torch.Tensor(shape=(1,), requires_grad=False)": "torch.Tensor (1,)",
    "torch.nn.modules.module.Module(training=True)": (
        "torch.nn.modules.module.Module in training mode"
    ),
    "sklearn.svm._classes.SVC(training=True)": "sklearn.svm.SVC",
    "sklearn.svm._classes.SVC(shape=(1,))": "sklearn.svm.SVC",
}


@pytest.mark.parametrize(("expression", "told"), LIBRARIES.items(), ids=str)
def test_a_librarys_value_is_told_as_its_users_know_it(
    run: RunHandler, expression: str, told: str
) -> None:
    name, _, arguments = expression.partition("(")
    module, _, kind = name.rpartition(".")
    ran = run(
        f"""
        def input_fn(body, content_type):
            kind = type("{kind}", (), {{"__module__": "{module}"}})
            value = kind()
            vars(value).update(dict({arguments})
            return value
        """,
        Case((READ,)),
    )

    assert ran.value == told
