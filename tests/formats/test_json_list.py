"""Splitting a JSON text of any size into its objects."""

import json
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugdex.formats.json_list import Splitter
from plugdex.model.errors import UnreadableSource

MARKS = frozenset({"evses"})
GOOD = b'{"evses":[{"uid":1}],"n":%d}'

texts = st.text(st.sampled_from('ab {}[]",:\\\n\u00e9')) | st.text()
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
things = st.dictionaries(texts, values, max_size=4).map(lambda thing: {"evses": [], "x": thing})


def split(data, size=7, largest=1 << 20, path=()):
    chunks = (data[start : start + size] for start in range(0, len(data), size))
    return list(Splitter(chunks, largest, MARKS, path).pieces())


def found(pieces):
    return [json.loads(bytes(piece.raw)) for piece in pieces if not piece.fault]


def faults(pieces):
    return [(piece.number, piece.fault) for piece in pieces if piece.fault]


@given(
    st.lists(things, max_size=6),
    st.integers(1, 400),
    st.sampled_from((None, 1)),
    st.sampled_from(("%s", '{"data": %s}', '{"a": {"b": 1}, "data": {"locations": %s, "t": 1}}')),
)
def test_same_objects_as_the_json_library(objects, size, indent, envelope):
    """Whatever the chunks and the envelope, the objects are those that the library finds."""
    data = (envelope % json.dumps(objects, indent=indent)).encode()

    assert found(split(data, size)) == objects


@given(st.lists(things, max_size=3), st.lists(things, max_size=3), st.integers(1, 400))
def test_two_lists_in_one_envelope(first, second, size):
    """Both lists of an envelope are found, wherever a chunk ends."""
    data = json.dumps({"data": {"locations": first, "n": 1, "tariffs": second}, "s": "x"}).encode()

    assert found(split(data, size)) == first + second


@given(
    st.lists(things, max_size=6),
    st.integers(1, 400),
    st.sampled_from((None, 1)),
    st.sampled_from([("a", "b c"), ("a", "*"), ("p", "a", "b c")]),
)
def test_list_at_a_path(objects, size, indent, path):
    """Whatever the chunks, the objects at a path are found, and only they."""
    inner = {str(n): thing for n, thing in enumerate(objects)} if "*" in path else {"b c": objects}
    outer = {"x": [{"evses": []}], "a": inner, "b c": [{"evses": []}]}
    data = json.dumps({"p": [3, "]", outer, "]"]} if "p" in path else outer, indent=indent).encode()

    pieces = split(data, size, path=path)

    assert (found(pieces), faults(pieces)) == (objects, [])


@given(st.binary(max_size=200) | st.text(st.sampled_from('[]{},:"\\ a1\n')).map(str.encode))
def test_any_bytes_at_a_path(data):
    """Any bytes are searched for a path, or refused with an error of ours."""
    with suppress(UnreadableSource):
        split(data, path=("a", "*"))


@given(st.lists(things, min_size=1, max_size=6), st.integers(1, 400))
def test_one_object_a_line(objects, size):
    """Objects may stand one a line, without any list."""
    data = "\n".join(json.dumps(thing) for thing in objects).encode()

    assert found(split(data, size)) == objects


@given(st.binary(max_size=200) | st.text(st.sampled_from('[]{},:"\\ a1\n')).map(str.encode))
def test_any_bytes(data):
    """Any bytes are split, or refused with an error of ours."""
    with suppress(UnreadableSource):
        split(data)


@pytest.mark.parametrize("size", [7, 1000])
@pytest.mark.parametrize(
    "broken",
    [
        b'{"evses":[],"n":}',
        b'{"evses":[],"n":nan}',
        b'{"evses":[{"uid":1},"n":9}',
        b'{"evses":[],"n":9',
        b'{"evses":[],"n":"a "quoted" word"}',
        b'{"evses":[],"n":"open}',
        b"42",
        b'"text, with {brackets}"',
    ],
)
def test_one_broken_object(broken, size):
    """The objects before and behind a broken one are found."""
    data = b"[" + b",".join([GOOD % 1, GOOD % 2, broken, GOOD % 3, GOOD % 4]) + b"]"
    pieces = split(data, size)

    assert [thing["n"] for thing in found(pieces)] == [1, 2, 3, 4]
    assert {fault for _, fault in faults(pieces)} == {"object_broken"}


def test_place_of_a_broken_object():
    """A fault says where it begins."""
    pieces = split(b'[{"evses":[]},{"evses":x}]')

    assert [(p.number, p.offset) for p in pieces if p.fault] == [(2, 14)]


@pytest.mark.parametrize("end", [b"", b",", b',{"evses":[{"uid":', b',{"evses":"'])
def test_list_that_breaks_off(end):
    """What came before the end is kept."""
    pieces = split(b"[" + GOOD % 1 + b"," + GOOD % 2 + end)

    assert [thing["n"] for thing in found(pieces)] == [1, 2]
    assert [fault for _, fault in faults(pieces)] == ["source_truncated"]


def test_object_too_large():
    """An object above the limit is passed over; its neighbours are found."""
    large = b'{"evses":[],"x":"' + b"y" * 5000 + b'"}'
    pieces = split(b"[" + b",".join([GOOD % 1, large, GOOD % 2]) + b"]", largest=1000)

    assert [thing["n"] for thing in found(pieces)] == [1, 2]
    assert faults(pieces) == [(2, "object_too_large")]


@pytest.mark.parametrize("text", [b"<!DOCTYPE html>", b"id;name\n1;x", b"null"])
def test_no_json_list(text):
    """A text that is no JSON list is refused with what was found."""
    with pytest.raises(UnreadableSource, match="Found"):
        split(text)


@pytest.mark.parametrize(
    "text",
    [
        b'x,{"a":1},',
        b'{"a":1},0,',
        b'{"a":1}x',
        b'{"a":,',
        b'"\n',
        b'\\"',
        b"\n",
        b'{"evses":1}x',
        b'x,{"a":,{"evses":1},',
        b'{"data":[]},x',
    ],
)
def test_hostile_repetition(text):
    """The time that a text takes is proportional to its length, however broken it is."""
    data = b'{"data":[' + text * (200_000 // len(text))
    began = time.process_time()
    with suppress(UnreadableSource):
        split(data, size=len(data))

    assert time.process_time() - began < 5
