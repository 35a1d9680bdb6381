"""Who may come in: buckets, the count of one address, turns."""

from __future__ import annotations

from pathlib import Path

from explainer.serve.processes.rate_limit import (
    FORGOTTEN_AFTER,
    SSH,
    Admission,
    Admitted,
    Counted,
    Refused,
    Waiting,
    at_door,
    door_of,
    key_of,
)
from explainer.serve.processes.settings import Limits


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_classroom_behind_one_address_comes_in_at_once() -> None:
    admission = Admission(Limits(), Clock())
    assert [admission.arrive("hall") for _ in range(200)] == [Admitted()] * 200


def test_after_the_burst_one_waits_for_its_turn() -> None:
    clock = Clock()
    admission = Admission(Limits(), clock)
    for _ in range(250):
        assert admission.arrive("hall") == Admitted()
    assert admission.arrive("hall") == Admitted(0.2)
    assert admission.arrive("hall") == Admitted(0.4)
    assert admission.arrive("other") == Admitted()
    clock.now += 0.6
    assert admission.arrive("hall") == Admitted()


def test_the_301st_of_one_address_is_refused_until_one_leaves() -> None:
    clock = Clock()
    admission = Admission(Limits(), clock)
    for _ in range(300):
        clock.now += 1
        assert isinstance(admission.arrive("hall"), Admitted)
    assert admission.arrive("hall") == Refused()
    assert admission.arrive("other") == Admitted()
    admission.leave("hall")
    assert isinstance(admission.arrive("hall"), Admitted)


def test_what_browsers_may_guess_is_what_the_docs_say() -> None:
    """Each wrong try costs its own line and four more; one after the other, as a line that guessed is closed."""
    clock = Clock()
    admission, key = Admission(Limits(), clock), at_door("web", "hall")

    def tries() -> int:
        number = 0
        while admission.arrive(key) == Admitted():
            admission.guessed(key)
            admission.leave(key)
            number += 1
        admission.leave(key)
        return number

    assert tries() == 200
    clock.now += 10
    assert tries() in (39, 40)
    docs = Path(__file__).resolve().parents[3] / "docs" / "hosts"
    assert "200, one after the other, then 4 a second" in (docs / "README.md").read_text(encoding="utf-8")
    assert "by browsers 200, then 4 a second" in (docs / "rooms.md").read_text(encoding="utf-8")


def test_whoever_would_wait_too_long_is_told_when_to_come_again() -> None:
    limits = Limits(burst_per_address=1, rate_per_address=1, waiting_seconds=2)
    admission = Admission(limits, Clock())
    answers = [admission.arrive("one") for _ in range(4)]
    assert answers == [Admitted(0), Admitted(1), Admitted(2), Refused(3)]


def test_an_address_is_forgotten_a_minute_after_the_last_has_left() -> None:
    clock = Clock()
    admission = Admission(Limits(), clock)
    admission.arrive("one")
    clock.now += 10 * FORGOTTEN_AFTER
    admission.sweep()
    assert len(admission) == 1
    admission.leave("one")
    clock.now += FORGOTTEN_AFTER - 1
    admission.sweep()
    assert len(admission) == 1
    clock.now += 1
    admission.sweep()
    assert len(admission) == 0


def test_forgetting_gives_nothing_away() -> None:
    limits = Limits()
    assert limits.burst_per_address / limits.rate_per_address <= FORGOTTEN_AFTER


def test_ipv6_counts_by_64_and_mapped_ipv4_by_itself() -> None:
    assert key_of("2001:db8:1:2:3::4") == key_of("2001:db8:1:2:ffff::1")
    assert key_of("2001:db8:1:2::1") != key_of("2001:db8:1:3::1")
    assert key_of("::ffff:192.0.2.1") == key_of("192.0.2.1") != key_of("::ffff:192.0.2.2")
    assert key_of("fe80::1%eth0") == key_of("fe80::2%eth0")


def test_addresses_take_turns() -> None:
    waiting: Waiting[int] = Waiting()
    for number in range(5):
        waiting.add("flood", number, 0, 100)
    waiting.add("one", 99, 0, 100)
    taken = [waiting.take(1) for _ in range(6)]
    assert ("one", 99) in taken[:2]
    assert [item for key, item in filter(None, taken) if key == "flood"] == [0, 1, 2, 3, 4]
    assert len(waiting) == 0 and waiting.take(1) is None


def test_one_whose_time_has_not_come_holds_up_nobody_else() -> None:
    waiting: Waiting[int] = Waiting()
    waiting.add("early", 1, 50, 100)
    waiting.add("one", 2, 0, 100)
    assert waiting.take(1) == ("one", 2)
    assert waiting.take(1) is None
    assert waiting.next_time() == 50
    assert waiting.take(50) == ("early", 1)


def test_whoever_waited_too_long_is_given_up() -> None:
    waiting: Waiting[int] = Waiting()
    waiting.add("a", 1, 0, 10)
    waiting.add("a", 2, 0, 20)
    assert list(waiting.overdue(10)) == [("a", 1)]
    assert len(waiting) == 1
    assert list(waiting.overdue(float("inf"))) == [("a", 2)]
    assert waiting.next_time() is None


def test_a_balancer_s_connections_are_not_counted_as_one_address() -> None:
    clock = Clock()
    admission, counted = Admission(Limits(), clock), Counted(("10.0.0.11", "2001:db8:1:2::b"))
    for host in ("10.0.0.11", "::ffff:10.0.0.11", "2001:db8:1:2:0::b%eth0"):
        keys = [counted.key(SSH, host) for _ in range(400)]
        assert [admission.arrive(key) for key in keys] == [Admitted()] * 400, host
    neighbours = [admission.arrive(counted.key(SSH, "2001:db8:1:2::c")) for _ in range(400)]
    assert neighbours.count(Admitted()) == 250, "trusted is that address, not its network"
    other = [admission.arrive(counted.key(SSH, "10.0.0.12")) for _ in range(400)]
    assert other.count(Admitted()) == 250 and isinstance(other[-1], Refused)


def test_a_balancer_s_connections_keep_their_door_and_are_forgotten() -> None:
    clock = Clock()
    admission, counted = Admission(Limits(), clock), Counted(("10.0.0.11",))
    keys = [counted.key(door, "10.0.0.11") for door in ("ssh", "web") for _ in range(2)]
    assert [door_of(key) for key in keys] == ["ssh", "ssh", "web", "web"] and len(set(keys)) == 4
    for key in keys:
        admission.arrive(key)
        admission.leave(key)
    clock.now += FORGOTTEN_AFTER
    admission.sweep()
    assert len(admission) == 0
