"""The allow list: what may stand in it, and to what its names are pinned."""

from __future__ import annotations

import socket

import pytest

from server.federation.endpoints import Endpoint, Resolver, endpoints
from server.settings import SettingsError


def unknown(host: str, port: int) -> list[str]:
    raise socket.gaierror(f"{host} is not known")


def to(*addresses: str) -> Resolver:
    return lambda host, port: [*addresses]


def only(text: str, resolver: Resolver = unknown) -> Endpoint:
    (endpoint,) = endpoints(text, resolver).values()
    return endpoint


@pytest.mark.parametrize(
    ("entry", "addresses"),
    [
        ("http://a.example/sparql=127.0.0.1", [("127.0.0.1", 80)]),
        ("http://a.example/sparql=127.0.0.1:9101", [("127.0.0.1", 9101)]),
        ("https://a.example/sparql=10.0.0.7", [("10.0.0.7", 443)]),
        ("https://a.example:8443/sparql=::1", [("::1", 8443)]),
        ("http://a.example/?x=y=[::1]:81", [("::1", 81)]),
        ("http://127.0.0.1:7878/query", [("127.0.0.1", 7878)]),
        ("http://[::1]:7878/query", [("::1", 7878)]),
    ],
)
def test_an_address_that_is_given_is_the_one(entry: str, addresses: list[tuple[str, int]]) -> None:
    assert [*only(entry).addresses] == addresses


def test_a_parameter_is_no_address() -> None:
    assert (
        only("http://a.example/sparql?graph=all", to("93.184.216.34")).iri
        == "http://a.example/sparql?graph=all"
    )


def test_entries_are_separated_by_commas_or_spaces() -> None:
    found = endpoints(
        "http://a.example/=127.0.0.1, http://b.example/=127.0.0.1\n http://c.example/=127.0.0.1", unknown
    )
    assert [*found] == ["http://a.example/", "http://b.example/", "http://c.example/"]
    assert not endpoints(" , ", unknown)


def test_a_name_is_looked_up_once_and_keeps_what_it_meant() -> None:
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])
    endpoint = only("https://a.example/sparql", lambda host, port: next(answers))
    assert endpoint.addresses == (("93.184.216.34", 443),)
    assert next(answers) == ["127.0.0.1"], "it was asked for once only"


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.1.2.3", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
        *(
            "100.64.0.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "ff02::1",
        ),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "2001:db8::1"),
    ],
)
def test_an_address_that_is_not_public_is_used_only_if_the_list_gives_it(address: str) -> None:
    assert not only("http://a.example/sparql", to(address)).addresses
    assert only("http://a.example/sparql", to(address, "93.184.216.34")).addresses == (("93.184.216.34", 80),)
    assert only(f"http://a.example/sparql={address}").addresses == ((address, 80),)


def test_a_name_that_is_not_known_does_not_keep_the_server_from_starting() -> None:
    assert not only("http://a.example/sparql").addresses


@pytest.mark.parametrize(
    "entry",
    [
        *(
            "ftp://a.example/",
            "file:///etc/passwd",
            "a.example/sparql",
            "//a.example/",
            "http:///sparql",
            "http://",
        ),
        *(
            "http://user@a.example/",
            "http://user:secret@a.example/",
            "http://@a.example/",
            "http://a.example/#all",
        ),
        *("http://a.example:port/", "http://a.example:99999/", "http://a.example:0/", "http://ä.example/"),
        *(
            "http://a.example/<x>",
            "http://a.example/\x7f",
            "http://[::1/",
        ),
    ],
)
def test_an_entry_that_cannot_be_called_is_refused_with_its_setting(entry: str) -> None:
    with pytest.raises(SettingsError, match="EIKG_FEDERATION") as raised:
        endpoints(entry, unknown)
    assert "secret" not in str(raised.value)
