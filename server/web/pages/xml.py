"""XML documents as answers."""

from __future__ import annotations

from xml.etree import ElementTree

from flask import Response


def document(root: ElementTree.Element, media_type: str) -> Response:
    """Return a document whose addresses are those of the host that was asked."""
    body = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    response = Response(body, content_type=f"{media_type}; charset=utf-8")
    response.vary.update(("Host", "Accept-Language"))
    return response
