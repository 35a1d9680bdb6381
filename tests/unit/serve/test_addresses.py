"""Where a server listens."""

from __future__ import annotations

import socket

import pytest

from explainer.problems import Cannot, UsageError
from explainer.serve.processes.listening import Address, listen, of_socket, parse


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("", "127.0.0.1", 2222),
        ("127.0.0.1:2222", "127.0.0.1", 2222),
        (":2200", "127.0.0.1", 2200),
        ("127.0.0.1:0", "127.0.0.1", 0),
        ("[::1]:0", "::1", 0),
        ("[::1]", "::1", 2222),
        ("::1", "::1", 2222),
        ("host.example", "host.example", 2222),
        ("0.0.0.0:22", "0.0.0.0", 22),
    ],
)
def test_an_address_is_read(text: str, host: str, port: int) -> None:
    assert parse(text) == Address(host, port)


@pytest.mark.parametrize(
    "text", ["a:b", "a:65536", "a:-1", "a:", "[::1", "[::1]2222", "me@host", "a b", "a:²"]
)
def test_what_is_no_address_is_told(text: str) -> None:
    with pytest.raises(UsageError, match=r"port is a number|write an address"):
        parse(text)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.0.1", "::1", "localhost"])
def test_loopback_is_known(host: str) -> None:
    assert Address(host).loopback


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "localhost.example"])
def test_all_else_is_reachable(host: str) -> None:
    assert not Address(host).loopback


def test_an_address_is_written_as_it_is_read() -> None:
    assert str(Address("::1", 7)) == "[::1]:7"
    assert parse(str(Address("::1", 7))) == Address("::1", 7)


def test_port_0_is_chosen_and_a_taken_one_is_told() -> None:
    (first,) = listen(Address("127.0.0.1", 0))
    with first:
        chosen = of_socket(first)
        assert chosen.port > 0
        with pytest.raises(Cannot, match="Cannot listen on 127"):
            listen(chosen)


def test_a_name_of_two_addresses_gets_one_port(monkeypatch: pytest.MonkeyPatch) -> None:
    def both(*_given: object, **_named: object) -> list[object]:
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 0)),
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.2", 0)),
        ]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    made = listen(Address("localhost", 0))
    ports = {of_socket(one).port for one in made}
    for one in made:
        one.close()
    assert len(made) == 2 and len(ports) == 1
