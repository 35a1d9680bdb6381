"""A room whose guests all drop at once is told from one whose guests leave."""

from __future__ import annotations

from explainer.serve.rooms.outages import Network
from explainer.serve.rooms.presence import Crowd


def seen(*looks: tuple[float, int, int]) -> Network:
    """Looked at: when, how many connected, how many gone."""
    network = Network()
    for at, connected, gone in looks:
        network.look(at, Crowd(following=connected, gone=gone))
    return network


def test_all_at_once_is_the_network() -> None:
    network = seen((0, 22, 0), (1, 9, 13), (2, 0, 22))
    assert network.trouble(14)[0] == "NO GUEST REACHABLE for 12 s"
    assert network.trouble(14)[1].startswith("22 of 22 dropped at once")
    network.look(70, Crowd())
    assert network.trouble(70)[0].endswith("68 s"), "also when nobody counts as gone any more"
    network.look(71, Crowd(following=1))
    assert network.trouble(72) == ()


def test_people_who_leave_are_not() -> None:
    assert seen((0, 22, 0), (1, 0, 3)).trouble(9) == (), "they left; three lines broke"
    assert seen((0, 22, 0), (20, 4, 18), (40, 0, 22)).trouble(50) == (), "one after the other"
    assert seen((0, 1, 0), (1, 0, 1)).trouble(9) == (), "one guest is one guest"
    assert seen((0, 0, 0), (1, 0, 0)).trouble(9) == ()
