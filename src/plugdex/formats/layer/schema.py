"""The message types of ``partition.proto``, made from that file.

Nothing generated is committed, so there is no version of a compiler to agree with: the file is
regular enough to be read by two patterns. The library is optional (``plugdex[layer]``).
"""

import re
from functools import cache
from importlib.resources import files
from typing import Any, Final

from plugdex.model.errors import PlugdexError, UnreadableSource

try:
    from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
    from google.protobuf.message import DecodeError
except ImportError:  # pragma: no cover - the extra is not installed
    descriptor_pb2 = None  # type: ignore[assignment]

PACKAGE: Final = "plugdex.layer.v1"
FILE: Final = "plugdex/layer/v1/partition.proto"
MESSAGE: Final = re.compile(r"^message (\w+) \{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
FIELD: Final = re.compile(r"^  (repeated )?(\w+) (\w+) = (\d+);", re.MULTILINE)

SCALARS: Final = {"double": 1, "string": 9, "uint32": 13, "sint64": 18}
"""Types by their numbers in ``FieldDescriptorProto.Type``; others are messages."""

ADVICE: Final = "Fetch the file again; a partition is whole or of no use."

A_MESSAGE: Final = 11
OPTIONAL: Final = 1
REPEATED: Final = 3


class MissingProtobuf(PlugdexError):
    """The library that reads the wire format is not installed."""

    code = "missing-protobuf"
    title = "Protocol Buffers are not installed"


def proto() -> str:
    """The published text of the schema."""
    return files(__package__).joinpath("partition.proto").read_text("utf-8")


@cache
def partition_type() -> Any:
    """The message class of a partition; raises ``MissingProtobuf``."""
    if descriptor_pb2 is None:
        raise MissingProtobuf("The map layer needs protobuf. Install plugdex[layer].")
    pool = descriptor_pool.DescriptorPool()
    pool.Add(_file())
    found = pool.FindMessageTypeByName(f"{PACKAGE}.Partition")
    return message_factory.GetMessageClass(found)


def parse(data: bytes) -> Any:
    """The message of a partition; raises ``UnreadableSource``."""
    kind = partition_type()
    try:
        return kind.FromString(data)
    except DecodeError as error:
        raise UnreadableSource("These bytes are no partition of a layer", advice=ADVICE) from error


def _file() -> Any:
    file = descriptor_pb2.FileDescriptorProto(name=FILE, package=PACKAGE, syntax="proto3")
    for name, body in MESSAGE.findall(proto()):
        message = file.message_type.add(name=name)
        for repeated, kind, field, number in FIELD.findall(body):
            message.field.add(
                name=field,
                number=int(number),
                label=REPEATED if repeated else OPTIONAL,
                type=SCALARS.get(kind, A_MESSAGE),
                type_name=None if kind in SCALARS else f".{PACKAGE}.{kind}",
            )
    return file
