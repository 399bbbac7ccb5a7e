"""What Python's parser shows of a handler, whatever is executed."""

from textwrap import dedent

import pytest

from handler_lint.static.gate import read_source
from handler_lint.static.source import Source
from handler_lint.static.written import named, written


def source_of(text: str) -> Source:
    made = read_source("inference.py", dedent(text).encode())
    assert isinstance(made, Source)
    return made


def shown(text: str, kind: str) -> list[tuple[int, str]]:
    """The lines of a kind, and what is named there."""
    return [(one.place.line, one.text) for one in written(source_of(text)) if one.kind == kind]


@pytest.mark.parametrize(
    ("line", "kind", "text"),
    [
        ('if accept is "text/csv":', "is_text", "text/csv"),
        ('if "text/csv" is not accept:', "is_text", "text/csv"),
        ("if accept is CSV:", "is_text", "text/csv"),
        ('if accept == "a/b" or "text/csv":', "always", "text/csv"),
        ("if CSV:", "always", "text/csv"),
        ('if accept and "text/csv":', "always", "text/csv"),
        ("if accept != CSV:", "nothing", "accept != CSV"),
    ],
)
def test_a_test_that_is_odd_is_shown(line: str, kind: str, text: str) -> None:
    source = f'CSV = "text/csv"\ndef output_fn(prediction, accept):\n    {line}\n        pass\n'
    assert shown(source, kind) == [(3, text)]


@pytest.mark.parametrize(
    "line", ["json.dumps(x)", "x", "x, 1", "x + 1", "x == 1", 'f"{x}"', "[one for one in x]"]
)
def test_a_value_that_nobody_gets_is_shown(line: str) -> None:
    assert len(shown(f"def predict_fn(x, model):\n    {line}\n    return x\n", "no_effect")) == 1


@pytest.mark.parametrize(
    "line", ["x.sort()", "print(x)", "json.loads(x)", '"a text"', "...", "x[0]", "x.y", "yield x"]
)
def test_what_may_have_an_effect_or_fail_on_purpose_is_not_in_vain(line: str) -> None:
    assert shown(f"def predict_fn(x, model):\n    {line}\n    return x\n", "no_effect") == []


def test_only_what_the_five_functions_come_to_is_shown() -> None:
    text = """
        def helper(x):
            x

        def train(x):
            x

        class Service:
            def encode(self, x, accept):
                x
                return self.lines(x)

            def lines(self, x):
                x + 1
                return x

            def never(self, x):
                x

        service = Service()
        output_fn = service.encode

        def predict_fn(x, model):
            return helper(x)

        if __name__ == "__main__":
            train(1)
    """
    assert sorted(shown(text, "no_effect")) == [(3, "x"), (10, "x"), (14, "x + 1")]


def test_what_becomes_of_parameters_is_shown() -> None:
    text = """
        def input_fn(body, content_type):
            assert content_type == "text/csv"
            return parse(body, kind=content_type)

        def output_fn(prediction, accept):
            print(accept)
            assert prediction
            return prediction

        def predict_fn(data, model):
            return data

        def transform_fn(model, body, content_type, accept):
            return locals()
    """
    assert shown(text, "assert") == [(3, "content_type")]
    assert shown(text, "passed") == [(4, "content_type")]
    assert shown(text, "ignored") == [(11, "model")]


def test_a_function_that_nothing_names_is_shown_with_its_parameters() -> None:
    text = """
        def load_fn(model_dir):
            return 1

        async def called(x):
            return x

        def predict_fn(data, model):
            return called(data)
    """
    (one,) = [one for one in written(source_of(text)) if one.kind == "unused"]
    assert (one.text, one.parameters, one.place.line, one.place.column) == ("load_fn", 1, 2, 5)


def test_columns_count_code_points() -> None:
    (one,) = written(source_of('def predict_fn(x, model):\n    "é"; model; return x\n'))
    assert (one.place.column, one.place.end_column) == (10, 15)


def test_what_only_a_notebook_understands_is_not_shown() -> None:
    made = read_source(
        "cell.py", b"%%writefile inference.py\ndef predict_fn(x, model):\n    x\n", cell=True
    )
    assert isinstance(made, Source)
    assert [one.kind for one in written(made)][:1] in ([], ["no_effect"])


@pytest.mark.parametrize(
    ("message", "lines"),
    [
        ("score() takes 1 positional argument but 2 were given", [4]),
        ("Scorer.score() missing 1 required positional argument: 'row'", [4]),
        ("Scorer.__init__() takes 1 positional argument but 2 were given", [3]),
        ("'Scorer' object has no attribute 'predict'", [3]),
        ("'wieght'", [5]),
        ("unsupported operand type(s) for +: 'int' and 'str'", []),
        ("", []),
    ],
)
def test_what_an_exception_names_is_found_where_it_is_written(
    message: str, lines: list[int]
) -> None:
    text = """
        class Scorer:
            def score(self):
                return self.data["wieght"]
    """
    assert [place.line for place in named(source_of("\n" + text), message)] == lines


LOADS = """
    def model_fn(model_dir):
        try:
            return load(model_dir)
        except {caught}:
            {end}
"""


@pytest.mark.parametrize(
    ("caught", "end"),
    [
        ("Exception as error", "return None"),
        ("(OSError, ValueError)", "return"),
        ("OSError", "return {}"),
        ("OSError", "print(1)"),
        ("OSError", "pass"),
    ],
)
def test_a_load_that_fails_in_silence_is_shown(caught: str, end: str) -> None:
    assert [line for line, _ in shown(LOADS.format(caught=caught, end=end), "swallowed")] == [6]


@pytest.mark.parametrize(
    ("caught", "end"),
    [
        ("OSError", "raise"),
        ("OSError", "raise RuntimeError(1)"),
        ("OSError", "sys.exit(1)"),
        ("OSError", "return load_other(model_dir)"),
        ("OSError", "return 0 if x else None"),
        ("ImportError", "return None"),
        ("OSError", "if x: return 1"),
    ],
)
def test_a_load_that_tries_something_else_is_not_shown(caught: str, end: str) -> None:
    assert shown(LOADS.format(caught=caught, end=end), "swallowed") == []


def test_what_comes_after_a_caught_load_may_return_a_model() -> None:
    text = LOADS.format(caught="OSError", end="print(1)") + "        return other(model_dir)\n"

    assert shown(text, "swallowed") == []


ANSWERS = """
    def predict_fn(data, model):
        try:
            return model(data)
        except {caught}:
            return {value}
"""


@pytest.mark.parametrize(
    ("caught", "value"),
    [
        ("Exception as error", "str(error)"),
        ("Exception as error", "{'message': f'{error}'}"),
        ("BaseException", "'Prediction failed'"),
        ("Exception", "{'error': 1}"),
    ],
)
def test_an_error_that_is_an_answer_is_shown(caught: str, value: str) -> None:
    assert len(shown(ANSWERS.format(caught=caught, value=value), "error_reply")) == 1


@pytest.mark.parametrize(
    ("caught", "value"),
    [
        ("ValueError as error", "str(error)"),
        ("Exception", "[]"),
        ("Exception as error", "Response(str(error), status=500)"),
        ("Exception", "fallback(data)"),
    ],
)
def test_an_answer_that_is_no_error_is_not_shown(caught: str, value: str) -> None:
    assert shown(ANSWERS.format(caught=caught, value=value), "error_reply") == []


def test_what_functions_keep_and_hand_over() -> None:
    text = """
        COUNT = 0
        LABELS = LOADS = None

        def model_fn(model_dir):
            global LABELS, LOADS
            LABELS = load(model_dir)
            LOADS = 1
            return {}

        def predict_fn(data, model):
            global COUNT
            COUNT += 1
            model["seen"] = data
            model.last.value = 1
            data["x"] = LABELS
            return COUNT
    """

    assert shown(text, "handed_over") == [(7, "LABELS")]
    assert shown(text, "kept") == [(13, "COUNT"), (14, "model['seen']"), (15, "model.last.value")]


def test_what_json_gets_as_it_is() -> None:
    text = """
        def output_fn(prediction, accept):
            a = json.dumps(prediction)
            b = dumps({"a": prediction, "b": [prediction, prediction.tolist()]})
            c = json.dumps(prediction.tolist())
            return json.dumps(*prediction)
    """
    assert shown(text, "encoded") == [(3, "prediction"), (4, "prediction"), (4, "prediction")]


@pytest.mark.parametrize(
    ("call", "count"),
    [
        ("pd.read_csv(x)", 1),
        ("pd.read_csv(x, sep=';')", 1),
        ("pd.read_csv(x, header=None)", 0),
        ("pd.read_csv(x, names=NAMES)", 0),
        ("pd.read_csv(x, **options)", 0),
        ("pd.read_json(x)", 0),
    ],
)
def test_a_reader_that_takes_a_header_for_granted_is_shown(call: str, count: int) -> None:
    assert len(shown(f"def input_fn(x, kind):\n    return {call}\n", "takes_header")) == count


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("prediction.numpy()", 1),
        ("prediction.detach().numpy()", 1),
        ("prediction.cpu().numpy()", 0),
        ("prediction.numpy(force=True)", 0),
    ],
)
def test_a_tensor_that_is_made_an_array_where_it_lies(line: str, count: int) -> None:
    text = f"import torch\nDEVICE = 'cuda'\ndef output_fn(prediction, accept):\n    return {line}\n"

    assert len(shown(text, "on_gpu")) == count
    assert shown(text.replace("cuda", "cpu"), "on_gpu") == []


def at_load(lines: str) -> str:
    body = "\n".join(f"    {line}" for line in lines.splitlines())
    return f"def model_fn(model_dir):\n{body}\n    return x\n"


@pytest.mark.parametrize(
    ("line", "kind", "text"),
    [
        ("x = open('/opt/ml/model/a.json')", "absolute_path", "/opt/ml/model/a.json"),
        ("x = load(join('/home/me', 'a'))", "absolute_path", "/home/me"),
        ("x = open('model.pkl')", "relative_path", "model.pkl"),
        ("x = torch.load('./net.pt')", "relative_path", "./net.pt"),
        ("x = load(model_dir + 'a.pkl')", "no_separator", "a.pkl"),
        ("x = load(f'{model_dir}a.pkl')", "no_separator", "a.pkl"),
        ("x = os.listdir(model_dir)[0]", "any_file", "os.listdir(model_dir)[0]"),
        ("x = next(Path(model_dir).glob('*'))", "any_file", "next(Path(model_dir).glob('*'))"),
        ("x = A.from_pretrained('bert-base')", "hub", "bert-base"),
        ("x = pipeline('text', model='org/name')", "hub", "org/name"),
        ("x = requests.get(url)", "downloads", "requests.get"),
        ("x = s3.download_file(a, b)", "downloads", "s3.download_file"),
        ("x = torch.load(p)", "no_map_location", "torch.load"),
        ("x = open(join(model_dir, 'a'), 'w')", "writes", "open"),
        ("x = open(join(model_dir, 'a'), mode='ab')", "writes", "open"),
        ("os.makedirs(join(model_dir, 'a'))", "writes", "os.makedirs"),
        ("x = os.environ['SM_HPS']", "training_variable", "SM_HPS"),
    ],
)
def test_what_a_load_takes_for_granted(line: str, kind: str, text: str) -> None:
    assert shown(at_load(line), kind) == [(2, text)]


@pytest.mark.parametrize(
    "line",
    [
        "print('/opt/ml/model')",
        "x = os.getenv('A', '/opt/ml/model')",
        "x = open(join(model_dir, 'model.pkl'))",
        "x = load(model_dir + '/a.pkl')",
        "x = load(f'{model_dir}/a.pkl')",
        "x = sorted(os.listdir(model_dir))[0]",
        "x = A.from_pretrained(model_dir)",
        "x = A.from_pretrained('bert-base', local_files_only=True)",
        "x = A.from_pretrained('./bert')",
        "x = pipeline('sentiment')",
        "x = torch.load(p, map_location='cpu')",
        "x = torch.load(p, 'cpu')",
        "x = open(join(model_dir, 'a'))",
        "x = open(join('/tmp', 'a'), 'w')",
        "x = os.environ['HOME']",
        "x = os.environ.get('SM_HPS')",
    ],
)
def test_a_load_that_takes_nothing_for_granted(line: str) -> None:
    kinds = {one.kind for one in written(source_of(at_load(line)))}

    assert kinds <= {"unused", "imports", "ignored", "first", "constant_model"}


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("return torch.load('model.pt')(x)", "loads_again"),
        ("return A.from_pretrained(PATH)(x)", "loads_again"),
        ("print(x)", "prints"),
        ("return pickle.loads(x)", "unpickles"),
        ("return torch.load(BytesIO(x))", "unpickles"),
        ("return np.load(BytesIO(x), allow_pickle=True)", "unpickles"),
        ("return eval(x)", "unpickles"),
    ],
)
def test_what_a_request_does_each_time(line: str, kind: str) -> None:
    assert len(shown(f"def input_fn(x, kind):\n    {line}\n", kind)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "def predict_fn(x, model):\n    if CACHE is None:\n        set(torch.load('m.pt'))\n",
        "def predict_fn(x, model):\n    if k not in C:\n        C[k] = torch.load('m.pt')\n",
        "def predict_fn(x, model):\n    try:\n        a\n    except E:\n        b = torch.load('m.pt')\n",
        "@lru_cache\ndef get():\n    return torch.load('m.pt')\ndef predict_fn(x, m):\n    get()\n",
        "def input_fn(x, kind):\n    return torch.load(x)\n",
        "def predict_fn(x, model):\n    return pickle.loads(data)\n",
    ],
)
def test_what_a_request_does_once_or_with_its_own_body(text: str) -> None:
    assert shown(text, "loads_again") == []


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("import a.b, c\nfrom d.e import f\nfrom . import g\n", "imports", ["a", "c", "d"]),
        ("import matplotlib.pyplot as plt\n", "training_import", ["matplotlib"]),
        ("x = os.environ['SM_CHANNEL_TRAIN']\n", "training_variable", ["SM_CHANNEL_TRAIN"]),
        ("args = parser.parse_args()\n", "parses_arguments", ["parse_args"]),
        ("os.system('pip install six')\n", "installs", ["os.system"]),
        ("subprocess.run(['pip', 'install', 'x'])\n", "installs", ["subprocess.run"]),
        ("os.system('ls')\nos.system('make install')\n", "installs", []),
        ("if __name__ == '__main__':\n    parser.parse_args()\n", "parses_arguments", []),
        ("try:\n    import a\nexcept ImportError:\n    a = None\n", "imports", []),
    ],
)
def test_what_the_import_does(text: str, kind: str, found: list[str]) -> None:
    assert [one for _, one in shown(text, kind)] == found


@pytest.mark.parametrize(
    ("text", "kind", "lines"),
    [
        ("async def predict_fn(x, m): ...\n", "coroutine", [1]),
        ("def predict_fn(x, m):\n    yield x\n", "generator", [1]),
        ("def predict_fn(x, m):\n    def g():\n        yield x\n    return g()\n", "generator", []),
        ("def predict_fn(x, m): ...\ndef predict_fn(x, m): ...\n", "redefined", [1]),
        ("class A:\n    def predict_fn(self, x, m): ...\n", "inside", [2]),
        ("if A:\n    def predict_fn(x, m): ...\n", "inside", [2]),
        ("def input_handler(data, context): ...\n", "other_stack", [1]),
        ("def helper(): ...\n", "inside", []),
    ],
)
def test_how_functions_are_defined(text: str, kind: str, lines: list[int]) -> None:
    assert [line for line, _ in shown(text, kind)] == lines


def test_a_gpu_that_is_named_by_its_number() -> None:
    text = "import torch\ndef model_fn(d):\n    a.to('cuda:1')\n    b.cuda(0)\n    c.to('cuda')\n"

    assert shown(text, "gpu_number") == [(3, "cuda:1"), (4, "0")]
