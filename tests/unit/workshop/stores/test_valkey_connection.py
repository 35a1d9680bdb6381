"""Calls of a Valkey that are cancelled: whoever is told to end ends, whatever the client makes of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from valkey.asyncio import Valkey
from valkey.exceptions import ConnectionError as Gone

from explainer.workshop.stores.interface import Unreachable
from explainer.workshop.stores.valkey_connection import Link
from tests.e2e.valkey_server import ValkeyServer


@pytest.fixture
async def link(valkey: ValkeyServer) -> AsyncIterator[Link]:
    made = Link(valkey.url)
    yield made
    await made.close()


async def _answers_all_the_same(client: Valkey) -> bytes:
    """As the client does that sends under the `wait_for` of Python 3.11."""
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        await client.ping()
    return b"late"


async def _finds_nobody(client: Valkey) -> bytes:
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        raise Gone from None
    return b""


@pytest.mark.parametrize("deaf", [_answers_all_the_same, _finds_nobody])
async def test_a_cancellation_that_the_client_swallows_ends_the_task_all_the_same(
    link: Link, deaf: Callable[[Valkey], Awaitable[bytes]]
) -> None:
    task = asyncio.create_task(link.run(deaf))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()


async def test_what_is_not_cancelled_comes_to_what_it_was(
    link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await link.run(lambda client: client.echo("here")) == b"here"
    with pytest.raises(Unreachable):
        await link.run(lambda client: client.execute_command("NOT-A-COMMAND"))
    monkeypatch.setattr("explainer.workshop.stores.valkey_connection.PATIENCE", 0.05)
    with pytest.raises(Unreachable):
        await link.run(lambda client: asyncio.sleep(60))
