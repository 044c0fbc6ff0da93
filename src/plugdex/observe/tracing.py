"""Whether requests are traced; without a wish nothing of OpenTelemetry is imported."""

from collections.abc import Mapping
from importlib import import_module
from typing import Final

from starlette.types import ASGIApp

from plugdex.model.errors import InvalidSetting

ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
MODULE: Final = "plugdex.observe.traces"


def is_wanted(environment: Mapping[str, str]) -> bool:
    """Whether there is somewhere to send traces to, and nothing forbids it."""
    off = environment.get("OTEL_SDK_DISABLED", "").lower() == "true"
    none = environment.get("OTEL_TRACES_EXPORTER", "otlp") == "none"
    return not (off or none) and any(environment.get(name) for name in ENDPOINTS)


def with_traces(app: ASGIApp, environment: Mapping[str, str]) -> ASGIApp:
    """The application, traced where that is wanted; raises ``InvalidSetting`` without the extra."""
    if not is_wanted(environment):
        return app
    try:
        module = import_module(MODULE)
    except ModuleNotFoundError as error:
        advice = "install it: pip install 'plugdex[otel]', or unset the OTEL_ variables"
        raise InvalidSetting(
            f"traces need a package that is not there ({error}); {advice}"
        ) from error
    traced: ASGIApp = module.traced(app, environment)
    return traced
