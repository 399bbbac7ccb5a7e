"""Expressions over values of which only the kind, only some members, or nothing is known."""

import pytest

from tests.static.abstract import End, answers

SETUP = """
import asyncio
import json
import pathlib
import somewhere
import torch
from pathlib import Path
from somewhere import Base
import numpy as np
import pandas as pd
import six

x = somewhere.x()
data = json.loads(str(x))
text = str(x)
raw = text.encode()
number = len(x)
flag = number == 1
array = np.array(x)
frame = pd.DataFrame(x)
some = [1 for one in x]
rows = [[1, 2] for one in x]
table = {one: 1 for one in text}
letters = {"a" for one in x}
pair = tuple(one for one in [1, 2])
missing_pairs = json.loads(text)

class Mine(Base):
    pass

class Own:
    def __eq__(self, other):
        return True

class Plain:
    pass

class Number(int):
    pass

def numbers():
    for one in x:
        yield one

def endless():
    n = 0
    while True:
        yield n
        n += 1

def two(a, b=0, **more):
    return a

async def later():
    await asyncio.sleep(1)
    return [one async for one in x]
"""


def values(expression: str) -> set[str]:
    found = answers(f"{SETUP}\ndef answer():\n    return {expression}\n")
    return {spelled(end) for end in found}


def spelled(end: End) -> str:
    if end.raised:
        return end.raised
    return repr(end.value) if end.known else getattr(end.value, "kind", type(end.value).__name__)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        # texts, bytes and numbers of which the kind is known
        ("text + 'a'", {"str"}),
        ("text * number", {"str"}),
        ("number + 1", {"int"}),
        ("number / 2", {"float"}),
        ("-number", {"int"}),
        ("~number", {"int"}),
        ("-text", {"TypeError"}),
        ("number < 2", {"bool"}),
        ("number < text", {"TypeError"}),
        ("text < 'a'", {"bool"}),
        ("number == 2", {"bool"}),
        ("number == 'a'", {"False"}),
        ("text == raw", {"False"}),
        ("text is None", {"False"}),
        ("None is not text", {"True"}),
        ("text is number", {"False"}),
        ("text is text", {"True"}),
        ("flag is True", {"bool"}),
        ("flag is not True", {"bool"}),
        ("flag is False", {"bool"}),
        ("flag and number", {"False", "int"}),
        ("text or 'none'", {"str", "'none'"}),
        ("text and number", {"''", "int"}),
        ("not flag", {"True", "False"}),
        ("not (x != 1)", {"True", "False"}),
        ("'a' in text", {"bool"}),
        ("1 in text", {"TypeError"}),
        ("1 in number", {"TypeError"}),
        ("text in 'abc'", {"bool"}),
        ("text in ('a', 'b')", {"bool"}),
        ("text in [1, 2]", {"False"}),
        ("text in {'a': 1}", {"bool"}),
        ("raw[0]", {"int"}),
        ("raw['a']", {"TypeError"}),
        ("text[number]", {"str"}),
        ("text[1:number]", {"str"}),
        ("'abc'[text]", {"TypeError"}),
        ("number[0]", {"TypeError"}),
        ("len(number)", {"TypeError"}),
        ("list(number)", {"TypeError"}),
        ("[*number]", {"TypeError"}),
        ("text.nothing", {"AttributeError"}),
        ("text.upper().split()[0]", {"str"}),
        ("text.replace('a', 'b', number)", {"str"}),
        ("text.split(sep=',')", {"any"}),
        ("text.join(some)", {"str"}),
        ("','.join(str(one) for one in x)", {"str"}),
        ("','.join(numbers())", {"str", "''"}),
        ("raw.decode('utf-8', errors='ignore')", {"any"}),
        ("bytearray(raw).append(number)", {"any"}),
        ("bytes(raw)", {"bytes"}),
        ("isinstance(text, (str, bytes))", {"True"}),
        ("isinstance(text, somewhere.Text)", {"bool"}),
        ("isinstance(text, np.ndarray)", {"False"}),
        ("isinstance('a', somewhere.Text)", {"bool"}),
        ("isinstance(text, six.string_types)", {"True"}),
        ("isinstance(text, six.binary_type)", {"False"}),
        ("isinstance(text, Plain)", {"False"}),
        ("isinstance(text, x)", {"bool"}),
        ("isinstance('a', x)", {"bool"}),
        ("isinstance(x, (list, dict))", {"bool"}),
        ("isinstance(array, list)", {"False"}),
        ("isinstance(data, (Plain, bytes))", {"False"}),
        ("isinstance(data, dict)", {"bool"}),
        ("isinstance(Mine(), int)", {"bool"}),
        ("isinstance(Number(), int)", {"True"}),
        ("isinstance(somewhere.x, int)", {"bool"}),
        ("isinstance(Path('a'), Path)", {"True"}),
        ("isinstance(Path('a'), somewhere.Path)", {"bool"}),
        ("isinstance('a', somewhere)", {"bool"}),
        ("isinstance(text)", {"bool"}),
        ("issubclass(Mine, int)", {"bool"}),
        ("issubclass(Plain)", {"bool"}),
        ("issubclass(Number, int)", {"True"}),
        ("type(text) is str", {"True"}),
        ("type(x) is str", {"bool"}),
        ("type('a', (), {})", {"any"}),
        ("bool(text)", {"bool"}),
        ("bool()", {"False"}),
        ("str()", {"''"}),
        ("bool(None)", {"False"}),
        ("'%s' % text", {"str"}),
        ("text % number", {"str"}),
        ("f'{number:{number}}'", {"str"}),
        ("ascii(x)", {"str"}),
        ("str(x, 'utf-8')", {"str"}),
        ("text.format(1)", {"str"}),
        ("str.upper(text)", {"str"}),
        ("str.upper(x)", {"any"}),
        ("int.from_bytes(raw, 'big')", {"any"}),
        ("dict.fromkeys(text)", {"dict"}),
        # containers of unknown length
        ("some[0]", {"int"}),
        ("some['a']", {"TypeError"}),
        ("some[1:]", {"list"}),
        ("some + [2]", {"list"}),
        ("some == [1]", {"bool"}),
        ("1 in some", {"bool"}),
        ("some.index(1)", {"int"}),
        ("some.count(1)", {"int"}),
        ("some.copy()", {"list"}),
        ("rows[0]", {"list"}),
        ("rows[0][0]", {"any"}),
        ("sorted(some)", {"list"}),
        ("sorted([text, 'a'])", {"list"}),
        ("sum(some)", {"any"}),
        ("min(some)", {"int"}),
        ("min([number, 1])", {"int"}),
        ("max(some, default='none')", {"any"}),
        ("any(some)", {"bool"}),
        ("all([flag, False])", {"False"}),
        ("any([flag, True])", {"True"}),
        ("tuple(some)", {"tuple"}),
        ("set(x)", {"set"}),
        ("set(rows)", {"TypeError"}),
        ("frozenset(letters)", {"frozenset"}),
        ("{*rows}", {"TypeError"}),
        ("len(letters)", {"int"}),
        ("letters | {'b'}", {"any"}),
        ("letters.union({'b'})", {"set"}),
        ("letters.pop()", {"str"}),
        ("table['a']", {"int"}),
        ("table.get('a')", {"int", "None"}),
        ("table.get('a', 'b')", {"int", "'b'"}),
        ("table.pop('a')", {"int"}),
        ("table.setdefault('a', 1)", {"int", "1"}),
        ("table.items()", {"list"}),
        ("table.copy()", {"dict"}),
        ("table.popitem()", {"tuple"}),
        ("'a' in table", {"bool"}),
        ("{1: 2}.get(number)", {"int", "None"}),
        ("{1: 2}.pop(number)", {"int"}),
        ("{'a': number}.get('a')", {"int"}),
        ("{**table, 'a': 2}", {"dict"}),
        ("{**x}", {"dict"}),
        ("dict(table)", {"dict"}),
        ("dict(x)", {"dict"}),
        ("dict(rows)", {"dict"}),
        ("dict([(1, 2, 3)])", {"dict"}),
        ("[*some, 2]", {"list"}),
        ("(*some,)", {"tuple"}),
        ("list(zip(some, rows))", {"list"}),
        ("zip(*[iter(text)] * 2)", {"zip"}),
        ("list(zip([1], [2], strict=True))", {"[(1, 2)]"}),
        ("list(enumerate(some))[0]", {"tuple"}),
        ("list(reversed(some))", {"list"}),
        ("list(filter(None, [number, 0, 2]))", {"list"}),
        ("list(map(str, some))", {"list", "[]"}),
        ("list(map(str))", {"list"}),
        ("list(filter(None))", {"list"}),
        ("[one for one in [1, 2] if flag]", {"list"}),
        ("[one for one in [1, 2] if flag or True]", {"[1, 2]"}),
        ("[one for one in [1, 2] if flag and False]", {"[]"}),
        ("[one for one in [1, 2] if not flag]", {"list"}),
        ("[one for one in [1, 2] if not False]", {"[1, 2]"}),
        ("{one: 1 for one in x}", {"dict"}),
        ("{one for one in rows}", {"TypeError"}),
        ("list(numbers())", {"list", "[]"}),
        ("list(endless())[0]", {"int"}),
        ("next(endless())", {"int"}),
        ("next(numbers(), None)", {"any", "None"}),
        ("next(iter(some), 'none')", {"int", "'none'"}),
        ("next(x, 'none')", {"any", "'none'"}),
        ("next(Plain())", {"any"}),
        ("iter(two, 1)", {"any"}),
        ("numbers().__next__()", {"any", "StopIteration"}),
        ("bool([] + some)", {"True", "False"}),
        # arrays, frames and everything of a library
        ("array.shape", {"tuple"}),
        ("array.tolist()", {"json"}),
        ("array.reshape(1, -1)", {"ndarray"}),
        ("array[0]", {"any"}),
        ("array + 1", {"ndarray"}),
        ("1 - array", {"ndarray"}),
        ("-array", {"ndarray"}),
        ("array < 1", {"ndarray"}),
        ("array == 1", {"ndarray"}),
        ("array != 1", {"any"}),
        ("array is None", {"False"}),
        ("array()", {"any"}),
        ("len(array)", {"int"}),
        ("json.dumps(array)", {"TypeError"}),
        ("json.dumps({'a': frame})", {"TypeError"}),
        ("json.dumps([numbers()])", {"TypeError"}),
        ("json.dumps({1, 2})", {"TypeError"}),
        ("json.dumps(x, default=str)", {"str"}),
        ("json.dumps(some)", {"str"}),
        ("frame['a'].values", {"any"}),
        ("frame.values", {"ndarray"}),
        ("frame.copy()", {"DataFrame"}),
        ("data['a']['b']", {"json"}),
        ("data[0]", {"json"}),
        ("data[1:2]", {"json"}),
        ("[one for one in data][0]", {"any"}),
        ("data is None", {"bool"}),
        ("somewhere.x is None", {"bool"}),
        ("somewhere is None", {"False"}),
        ("somewhere.x == somewhere.x", {"any"}),
        ("x < 1", {"any"}),
        ("number < 1", {"bool"}),
        ("data == 1", {"bool"}),
        ("somewhere.x is somewhere.x", {"True"}),
        ("somewhere.x is somewhere.y", {"bool"}),
        ("torch.device is None", {"False"}),
        ("hasattr(somewhere, 'x')", {"bool"}),
        ("hasattr(Mine(), 'x')", {"bool"}),
        ("hasattr(x)", {"bool"}),
        ("getattr(x)", {"any"}),
        ("somewhere.x[0]", {"any"}),
        ("Mine()[0]", {"any"}),
        ("Mine() + 1", {"any"}),
        ("-Mine()", {"any"}),
        ("-somewhere.x", {"any"}),
        ("1 in Mine()", {"bool"}),
        ("1 in Number()", {"bool"}),
        ("Mine() == 1", {"bool"}),
        ("Number() == Number()", {"bool"}),
        ("len(Mine())", {"int"}),
        ("list(Mine())", {"list"}),
        ("1 if Mine() else 2", {"1", "2"}),
        ("1 if somewhere.x else 2", {"1", "2"}),
        ("1 if torch.device else 2", {"1"}),
        ("1 if numbers() else 2", {"1"}),
        ("1 if later() else 2", {"1"}),
        ("list(somewhere)", {"list"}),
        ("len(somewhere.x)", {"int"}),
        ("int(somewhere.x)", {"any"}),
        ("Plain() in [Plain()]", {"False"}),
        ("Own() == 1", {"True"}),
        ("{Own(): 1}", {"dict"}),
        ("{(x, 1): 2}", {"dict"}),
        ("{((1, 2), 3): 2}", {"{((1, 2), 3): 2}"}),
        ("numbers() + 1", {"any"}),
        ("two + 1", {"any"}),
        ("two[0]", {"TypeError"}),
        ("two(*some)", {"any"}),
        ("two(1, **x)", {"1"}),
        ("two(1, **{'b': 2, 'c': 3})", {"1"}),
        ("Plain(*some)", {"Instance"}),
        ("(lambda *a: a)(*some)", {"tuple"}),
        ("print(*some)", {"any"}),
        ("text.split(*some)", {"any"}),
        ("Path(text)", {"any"}),
        ("Path('a') / text", {"any"}),
        ("Path(text) / 'a'", {"any"}),
        ("Path('a').relative_to('/x')", {"ValueError"}),
        ("Path('a').nothing()", {"any"}),
        ("sorted(Path(text).glob('*'))", {"list"}),
        ("Path('a').rglob('*')", {"generator"}),
        ("Path('/x').iterdir()", {"generator"}),
        ("Path('a').read_bytes()", {"bytes"}),
        ("Path('a')()", {"TypeError"}),
        ("list(Path('a'))", {"TypeError"}),
        ("open('a', mode=text)", {"any"}),
        ("open(text, 'rb').read()", {"bytes"}),
        ("pathlib.Path.home()", {"any"}),
        ("five()", {"NameError"}),
    ],
)
def test_what_is_known_of_it(expression: str, expected: set[str]) -> None:
    assert values(expression) == expected


def statements(body: str) -> set[str]:
    lines = "\n".join(f"    {line}" for line in body.split("; "))
    return {spelled(end) for end in answers(f"{SETUP}\ndef answer():\n{lines}\n")}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("a = [1, 2]; a[number] = 3; return a", {"list"}),
        ("a = [1, 2]; a[0] = text; return a[1]", {"2"}),
        ("a = [1, 2]; a[0:1] = x; return a", {"list"}),
        ("a = bytearray(b'ab'); a[0] = number; return len(a)", {"int"}),
        ("a = {}; a[text] = 1; return a", {"dict"}),
        ("a = {'k': 1}; a[text] = 'v'; return a['k']", {"any"}),
        ("a = {'k': 1}; del a[text]; return a", {"dict"}),
        ("a = [1, 2]; del a[number]; return a", {"list"}),
        ("a = [1, 2]; a.pop(number); return a", {"list"}),
        ("a = [1, 2]; a.remove(number); return a", {"list"}),
        ("a = [number]; return a.index(3)", {"int"}),
        ("a = [1]; return a.index(number)", {"int"}),
        ("a = [1]; return a.count(number)", {"int"}),
        ("return [number] * 2", {"list"}),
        ("return 2 * (number,)", {"tuple"}),
        ("a = [number]; a.remove(3); return a", {"list"}),
        ("a = [1, 2]; a.insert(number, 3); return a", {"list"}),
        ("a = {1}; a.add(number); return a", {"set"}),
        ("a = {1}; a.remove(number); return a", {"set"}),
        ("a = {1}; a.update(x); return a", {"set"}),
        ("a = {1}; a.update([2]); return a", {"{1, 2}"}),
        ("a = {}; a.update(x); return a", {"dict"}),
        ("a = [1]; a += x; return a", {"list"}),
        ("a = x; a += 1; return a", {"any"}),
        ("a = sorted(x); a += [1]; return a", {"list"}),
        ("a = some; a.append(2); return a[0]", {"int"}),
        ("a = some; a.clear(); return a", {"list"}),
        ("x.flag = 1; return x.flag", {"any"}),
        ("text.flag = 1", {"AttributeError"}),
        ("somewhere.flag = 1; return somewhere.flag", {"Lib"}),
        ("del x.flag; return 1", {"1"}),
        ("x[0] = 1; return x[0]", {"any"}),
        ("del x[0]; return x", {"any"}),
        ("text[0] = 1", {"TypeError"}),
        ("a, b = x; return a", {"any"}),
        ("a, *b = text; return b", {"list"}),
        ("a, b = text; return a", {"str"}),
        ("a, b = number", {"TypeError"}),
        ("[*a] = [1, 2]; return a", {"[1, 2]"}),
        ("a = numbers(); list(a); return list(a)", {"[]"}),
        ("a = endless(); list(a); return next(a, 'none')", {"'none'"}),
        ("raise x", {"Exception"}),
        ("raise somewhere.Bad('x')", {"Exception"}),
        ("raise text", {"TypeError"}),
        ("raise Mine('x')", {"Mine"}),
        ("raise ValueError(text)", {"ValueError"}),
        ("raise UnicodeDecodeError('a')", {"UnicodeDecodeError"}),
        ("raise ValueError(ValueError('inner'))", {"ValueError"}),
        ("with x as y: return y", {"any"}),
        ("with somewhere.lock: return 1", {"1"}),
        ("with text: return 1", {"TypeError"}),
        ("with Mine() as y: return 1", {"1"}),
        ("with open('a') as f: return f.read()", {"str"}),
        ("with frame: return 1", {"1"}),
        ("for a in 'x' * 400: return a", {"str"}),
        ("global later; del later; return 1", {"1"}),
        ("import os; return os._exit(1)", {"SystemExit"}),
        ("import sys; sys.exit('bye')", {"SystemExit"}),
        ("return locals()", {"{}"}),
        ("return vars(x)", {"any"}),
        ("import inspect; return inspect.signature(somewhere.f)", {"signature"}),
        ("from functools import partial; return partial()", {"any"}),
        ("from contextlib import contextmanager; return contextmanager(two)(1)", {"any"}),
        ("import functools; return functools.lru_cache(5)", {"Lib"}),
        ("@somewhere.deco\n    def f(): pass; return f", {"any"}),
        ("@torch.no_grad()\n    def f(): return 5; return f()", {"5"}),
        ("import typing; @typing.overload\n    def f(): return 5; return f()", {"5"}),
        ("try: Mine()\n    except ValueError: return 1; return 2", {"2"}),
        ("try:\n        raise Mine()\n    except ValueError: return 1", {"1", "Mine"}),
        ("try:\n        raise Mine()\n    except x: return 1", {"1", "Mine"}),
        ("try:\n        raise ValueError()\n    except x: return 1", {"1", "ValueError"}),
        ("try:\n        raise ValueError()\n    except somewhere.Bad: return 1", {"ValueError"}),
        (
            "try:\n        raise somewhere.Bad()\n    except somewhere.Bad: return 1",
            {"1", "Exception"},
        ),
        ("try:\n        raise somewhere.Bad()\n    except Exception as e: return e.args", {"any"}),
        ("match 'x':\n        case somewhere.y: return 1; return 2", {"1", "2"}),
        ("match some:\n        case [a]: return a; return 2", {"any", "2"}),
        ("match table:\n        case {'a': a}: return a; return 2", {"any", "2"}),
        ("match Mine():\n        case [a]: return 1; return 2", {"1", "2"}),
        ("match text:\n        case [a]: return 1; return 2", {"2"}),
        ("match number:\n        case {'a': 1}: return 1; return 2", {"2"}),
    ],
)
def test_what_a_statement_makes_of_it(body: str, expected: set[str]) -> None:
    assert statements(body) == expected
