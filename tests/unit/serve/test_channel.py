"""What the processes say to each other, with and without open sockets."""

from __future__ import annotations

import asyncio
import resource
import socket

import pytest

from explainer.serve.processes.ipc import Begin, Channel, Failed, Guest, Left, Up, pair
from explainer.serve.processes.settings import Settings
from tests.unit.serve.guests import until


@pytest.fixture
def ends() -> tuple[Channel, Channel]:
    here, there = pair()
    return here, Channel(there)


def _line() -> tuple[socket.socket, socket.socket]:
    return socket.socketpair()


def test_messages_come_as_they_were_sent(ends: tuple[Channel, Channel]) -> None:
    here, there = ends
    sent = [Begin(Settings("story", "state")), Up(), Left(7)]
    for message in sent:
        here.send(message)
    assert there.read() == [(message, None) for message in sent]
    assert there.read() == []


def test_each_socket_comes_with_its_own_message(ends: tuple[Channel, Channel]) -> None:
    here, there = ends
    mine = []
    for number in range(20):
        kept, given = _line()
        mine.append(kept)
        here.send(Up())
        here.send(Guest(number), given)
        assert given.fileno() == -1
    guests = [(message, given) for message, given in there.read() if isinstance(message, Guest)]
    assert [message.number for message, _given in guests] == list(range(20))
    for number, (_message, given) in enumerate(guests):
        assert given
        given.send(b"%d" % number)
        assert mine[number].recv(9) == b"%d" % number


def test_a_message_longer_than_the_kernel_takes_at_once(ends: tuple[Channel, Channel]) -> None:
    here, there = ends
    words = "x" * 2_000_000
    here.send(Failed(words, 1))
    found = []
    for _round in range(10_000):
        found += there.read()
        if found:
            break
        here._flush()
    assert found == [(Failed(words, 1), None)]


def test_last_words_are_heard_before_the_end(ends: tuple[Channel, Channel]) -> None:
    here, there = ends
    here.send(Left(1))
    here.close()
    assert there.read() == [(Left(1), None)]
    with pytest.raises(EOFError):
        there.read()


def test_without_a_free_file_a_guest_comes_without_its_line_and_no_other_s(
    ends: tuple[Channel, Channel],
) -> None:
    here, there = ends
    first, second = _line(), _line()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    here.send(Guest(1), first[1])
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))
    try:
        found = there.read()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert found == [(Guest(1), None)]
    here.send(Guest(2), second[1])
    ((message, given),) = there.read()
    assert message == Guest(2) and given
    given.send(b"second")
    assert second[0].recv(9) == b"second"


def test_sending_to_one_who_is_gone_is_no_fault(ends: tuple[Channel, Channel]) -> None:
    here, there = ends
    there.close()
    kept, given = _line()
    here.send(Guest(1), given)
    assert given.fileno() == -1
    kept.settimeout(5)
    assert kept.recv(1) == b""


async def test_the_loop_hears_and_tells_the_end_once(ends: tuple[Channel, Channel]) -> None:
    here, there = ends
    heard: list[object] = []
    lost = asyncio.Event()
    there.attach(lambda message, _given: heard.append(message), lost.set)
    here.send(Up())
    here.send(Left(3))
    here.close()
    await asyncio.wait_for(lost.wait(), 30)
    assert heard == [Up(), Left(3)]


async def test_a_full_pipe_is_emptied_later(ends: tuple[Channel, Channel]) -> None:
    here, there = ends
    heard: list[object] = []
    here.attach(lambda *_given: None, lambda: None)
    for number in range(20_000):
        here.send(Left(number))
    there.attach(lambda message, _given: heard.append(message), lambda: None)
    await until(lambda: len(heard) == 20_000)
    assert heard == [Left(number) for number in range(20_000)]
    here.close()
    there.close()
