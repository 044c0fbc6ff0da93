"""Asking HERE v2 and taking its answers apart."""

from collections import Counter

from lxml import etree


def stations(answer):
    """The stations of an answer."""
    assert answer.status_code == 200, answer.text
    return answer.json()["evStations"]["evStation"]


def connectors(station):
    """The connectors of a station."""
    return station["connectors"]["connector"]


def of_json(value, path=()):
    """Every scalar of a JSON value under its path, list places left out."""
    if isinstance(value, dict):
        pairs = [pair for key, each in value.items() for pair in of_json(each, (*path, key))]
    elif isinstance(value, list):
        pairs = [pair for each in value for pair in of_json(each, path)]
    else:
        text = str(value).lower() if isinstance(value, bool) else str(value)
        pairs = [(path, text)]
    return pairs


def of_xml(element, path=()):
    """Every scalar of an XML element under its path; attributes are members."""
    pairs = [((*path, name), value) for name, value in element.attrib.items()]
    for child in element:
        inner = (*path, child.tag)
        pairs += of_xml(child, inner) or [(inner, child.text or "")]
    return pairs


def same_content(answer, body):
    """Whether a JSON value and an XML document have the same scalars at the same places.

    Empty lists and empty texts are no content; a number is the same however it is written.
    """
    return counted(of_json(answer)) == counted(of_xml(etree.fromstring(body)))


def counted(pairs):
    """How often each scalar stands at each place."""
    return Counter((path, number(text)) for path, text in pairs if text)


def number(text):
    """The one spelling of a number, or the text."""
    try:
        return repr(float(text))
    except ValueError:
        return text
