"""How log lines look: an event, its key-values and the ids of the request, without secrets."""

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, Literal

from plugdex.observe.redact import redacted
from plugdex.observe.requests import request_ids

LogFormat = Literal["text", "json"]

STANDARD: Final = frozenset(
    {*logging.makeLogRecord({}).__dict__, "message", "asctime", "taskName", "color_message"}
)
"""Members that every record has; what else there is, the caller added."""


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line."""
        line: dict[str, object] = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": redacted(record.getMessage()),
            **facts_of(record),
        }
        if record.exc_info:
            line["exception"] = redacted(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


class TextLines(logging.Formatter):
    """Time, level, event and key-values; a traceback follows on lines of its own."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line."""
        facts = "".join(f" {name}={_quoted(value)}" for name, value in facts_of(record).items())
        event = redacted(record.getMessage())
        line = f"{_time(record)} {record.levelname.lower():7} {record.name}: {event}{facts}"
        return (
            f"{line}\n{redacted(self.formatException(record.exc_info))}"
            if record.exc_info
            else line
        )


FORMATS: Final[Mapping[LogFormat, str]] = {
    "json": f"{__name__}.{JsonLines.__name__}",
    "text": f"{__name__}.{TextLines.__name__}",
}


def facts_of(record: logging.LogRecord) -> dict[str, object]:
    """What the caller added, and the ids of the request, without secrets."""
    added = {name: each for name, each in record.__dict__.items() if name not in STANDARD}
    return {name: _plain(value) for name, value in {**request_ids(), **added}.items()}


def log_config(log_format: LogFormat, *, access_log: bool) -> dict[str, Any]:
    """The configuration for ``logging.config``: ours and uvicorn's lines, to standard error."""
    level = "INFO" if access_log else "WARNING"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": FORMATS[log_format]}},
        "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["lines"], "level": "WARNING"},
        "loggers": {
            "plugdex": {"level": level},
            "uvicorn": {"level": level, "handlers": [], "propagate": True},
        },
    }


def _time(record: logging.LogRecord) -> str:
    moment = datetime.fromtimestamp(record.created, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _plain(value: object) -> object:
    if isinstance(value, bool | int | float) or value is None:
        return value
    return redacted(str(value))


def _quoted(value: object) -> str:
    """A value as one word, or in quotes; line breaks cannot fake a line."""
    text = str(value)
    return text if text.isprintable() and text and not set(text) & set(' "=') else json.dumps(text)
