"""`/opensearch.xml`: how a browser asks the search and its suggestions (OpenSearch 1.1); `/favicon.ico`: the icon."""

from __future__ import annotations

from typing import Final
from xml.etree import ElementTree

from flask import Blueprint, Response

from server.namespaces import PROJECT
from server.web.answers import root
from server.web.assets import address_of
from server.web.pages.rendering import language, word

blueprint: Final = Blueprint("opensearch", __name__)
_NAMESPACE: Final = "http://a9.com/-/spec/opensearch/1.1/"
_MEDIA_TYPE: Final = "application/opensearchdescription+xml"
_SHORT: Final = 16
"""Characters that a short name may have."""


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    """The description, in the reader's language, with addresses of this host."""
    address, tag = root(), language()
    found = ElementTree.Element("OpenSearchDescription", xmlns=_NAMESPACE)
    ElementTree.SubElement(found, "ShortName").text = PROJECT.name[:_SHORT]
    project = word("project")
    ElementTree.SubElement(found, "Description").text = word("opensearch_description", project=project)
    ElementTree.SubElement(found, "Language").text = tag
    ElementTree.SubElement(found, "InputEncoding").text = "UTF-8"
    icon = address + address_of("favicon.svg")
    ElementTree.SubElement(found, "Image", type="image/svg+xml").text = icon
    for media_type, path in (("text/html", "/search"), ("application/x-suggestions+json", "/suggest")):
        template = f"{address}{path}?q={{searchTerms}}&lang={tag}"
        ElementTree.SubElement(found, "Url", type=media_type, method="get", template=template)
    body = ElementTree.tostring(found, encoding="utf-8", xml_declaration=True)
    response = Response(body, content_type=f"{_MEDIA_TYPE}; charset=utf-8")
    response.vary.update(("Accept-Language", "Cookie"))
    return response


@blueprint.get("/favicon.ico")
def favicon() -> Response:
    """The icon where programs look for it that read no page."""
    return Response(status=308, headers={"Location": address_of("favicon.svg")})
