"""Which requests may change something, by what browsers say about where they come from."""

from __future__ import annotations

import pytest

from explainer.serve.web.sessions import is_token, same_origin, token_of

HERE = {"Host": "192.0.2.1:8443"}


@pytest.mark.parametrize(
    ("headers", "secure", "may"),
    [
        ({"Origin": "https://192.0.2.1:8443"}, True, True),
        ({"Origin": "http://192.0.2.1:8443"}, True, False),
        ({"Origin": "http://192.0.2.1:8443"}, False, True),
        ({"Origin": "https://192.0.2.1"}, True, False),
        ({"Origin": "https://elsewhere.example"}, True, False),
        ({"Origin": "null"}, True, True),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, True, True),
        ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, True, False),
        ({"Origin": "https://192.0.2.1:8443", "Sec-Fetch-Site": "same-site"}, True, False),
        ({}, True, True),
    ],
)
def test_where_it_comes_from(headers: dict[str, str], secure: bool, may: bool) -> None:
    assert same_origin(HERE | headers, secure=secure) == may


def test_a_token_is_of_one_session_and_tells_nothing_of_it() -> None:
    assert is_token("a" * 43, token_of("a" * 43))
    assert not is_token("a" * 43, token_of("b" * 43))
    assert not is_token("a" * 43, "")
    assert not is_token("a" * 43, "ü")
    assert token_of("a" * 43) not in "a" * 43
