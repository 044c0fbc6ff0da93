"""Metrics of the store and of the feeds; the same from every process that reads the store."""

from collections.abc import Iterator, Mapping

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from plugdex.api.own.health import age, source_ages
from plugdex.directory.feeds import FeedOverview, overview
from plugdex.directory.ports import Reads


def store_state(*, is_up: bool) -> Metric:
    """Whether the store can be read."""
    return GaugeMetricFamily("plugdex_store_up", "1 when the store can be read", value=int(is_up))


def store_metrics(reads: Reads, sizes: Mapping[str, int], now: int) -> Iterator[Metric]:
    """What the store has, at a time (milliseconds since 1970); raises ``StoreError``."""
    yield GaugeMetricFamily(
        "plugdex_locations", "Published locations", value=reads.location_count()
    )
    yield CounterMetricFamily(
        "plugdex_status_changes",
        "Statuses of EVSEs that were followed by another",
        value=reads.history_count(),
    )
    bytes_ = GaugeMetricFamily("plugdex_store_bytes", "Size of the store's files", labels=("file",))
    for file, size in sizes.items():
        bytes_.add_metric((file,), size)
    issues = GaugeMetricFamily("plugdex_issues", "Issues of all records", labels=("code",))
    for code, count in reads.issue_counts().items():
        issues.add_metric((code,), count)
    sources = GaugeMetricFamily(
        "plugdex_source_age_seconds", "Since the last load of a source", labels=("source",)
    )
    for source in source_ages(reads, now):
        sources.add_metric((source.name,), source.age)
    yield from (bytes_, issues, sources)
    yield from _feed_metrics(overview(reads, now), now)


def _feed_metrics(feeds: tuple[FeedOverview, ...], now: int) -> Iterator[Metric]:
    ages = GaugeMetricFamily(
        "plugdex_feed_age_seconds", "Since a feed was heard of", labels=("feed",)
    )
    failures = GaugeMetricFamily(
        "plugdex_feed_failures", "Pulls in a row that failed", labels=("feed",)
    )
    states = GaugeMetricFamily(
        "plugdex_feed_state", "1 for the state that a feed is in", labels=("feed", "state")
    )
    for feed in feeds:
        heard = age(feed.heard, now)
        if heard is not None:
            ages.add_metric((feed.name,), heard)
        failures.add_metric((feed.name,), feed.failures)
        states.add_metric((feed.name, feed.state), 1)
    yield from (ages, failures, states)
