"""XML text for other programs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from xml.etree import ElementTree as Xml

NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(text: str) -> str:
    """The text; characters that XML cannot hold become a question mark."""
    return NOT_XML.sub("?", text)


def element(
    parent: Xml.Element, tag: str, attributes: Mapping[str, str] | None = None, *, text: str | None = None
) -> Xml.Element:
    """A new child."""
    child = Xml.SubElement(parent, tag, {name: printable(value) for name, value in (attributes or {}).items()})
    child.text = None if text is None else printable(text)
    return child


def document(root: Xml.Element) -> str:
    """The whole file, indented."""
    Xml.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"
