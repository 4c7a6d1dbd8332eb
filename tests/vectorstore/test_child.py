"""A parser in a process of its own: whatever it does, the caller goes on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from vectorstore.errors import ReadError
from vectorstore.readers.child import Limits, Parser

# Each function is a way in which parsers have been seen to fail.
FUNCTIONS = """
import os, signal, time
from vectorstore.errors import ReadError

def words(path, least=0):
    print("parsers print")
    for word in open(path).read().split():
        if len(word) > least:
            yield {"word": word}

def refuse(path):
    yield 1
    raise ReadError(path, "is no sonnet: give another")

def fail(path):
    raise ValueError("broken\\nin two lines")
    yield

def crash(path):
    os.kill(os.getpid(), signal.SIGSEGV)
    yield

def hang(path):
    time.sleep(60)
    yield

def spin(path):
    while True:
        pass
    yield

def swell(path):
    yield len(b"x" * (4 << 30))

def flood(path):
    while True:
        yield "x" * 100_000

def nest(path):
    yield from nest(path)

def write(path):
    with open(path + ".out", "w") as out:
        out.write("x")
    yield 1

def leave(path):
    os._exit(3)
    yield
"""


@pytest.fixture(scope="module")
def parser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parser]:
    folder = tmp_path_factory.mktemp("functions")
    (folder / "ways_to_fail.py").write_text(FUNCTIONS)
    parser = Parser((str(folder),))
    yield parser
    parser.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "seed.txt"
    path.write_text("Mr. Rakhmetullin (Kazakhstan): We thank")
    return path


def test_what_a_function_yields_comes_back_in_order(parser: Parser, file: Path) -> None:
    assert parser.parse("ways_to_fail:words", file, "seed.txt", least=4) == [
        {"word": "Rakhmetullin"},
        {"word": "(Kazakhstan):"},
        {"word": "thank"},
    ]


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        ("refuse", "is no sonnet: give another"),
        ("fail", r"cannot be parsed \(ValueError: broken in two lines\)"),
        ("crash", r"its parser crashed \(SIGSEGV\)"),
        ("leave", r"its parser crashed \(exit 3\)"),
        ("hang", "took longer than 1 s"),
        ("spin", "took longer than 1 s"),
        ("swell", "needs more than 1024 MiB of memory"),
        ("flood", "gives more than 2 MiB"),
        ("nest", "is nested too deeply"),
        ("write", "File too large"),
        ("absent", "no parser ways_to_fail:absent"),
    ],
)
def test_a_parser_that_fails_is_one_line_and_the_next_file_is_read(
    parser: Parser, file: Path, function: str, reason: str
) -> None:
    limits = Limits(seconds=1, output=2 << 20)
    with pytest.raises(ReadError, match=reason) as caught:
        parser.parse(f"ways_to_fail:{function}", file, "seed.txt", limits)
    assert str(caught.value).startswith("seed.txt: ")
    assert "\n" not in str(caught.value)
    assert len(parser.parse("ways_to_fail:words", file, "seed.txt")) == 5


def test_processor_time_is_limited_as_well(parser: Parser, file: Path) -> None:
    with pytest.raises(ReadError, match="more than 1 s of processor time"):
        parser.parse("ways_to_fail:spin", file, "seed.txt", Limits(seconds=10, cpu=1))


def test_a_started_parser_takes_little_time_for_a_file(parser: Parser, file: Path) -> None:
    parser.parse("ways_to_fail:words", file, "seed.txt")
    began = time.monotonic()
    for _ in range(10):
        parser.parse("ways_to_fail:words", file, "seed.txt")
    # Ten starts of an interpreter would take some five seconds.
    assert time.monotonic() - began < 2
