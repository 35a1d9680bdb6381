"""What answers change, and what they must not."""

from __future__ import annotations

import pytest

from explainer.paint.cells.style import Profile
from explainer.serve.ssh.guest_terminal import learn
from explainer.serve.ssh.terminal_input import Answer

LIGHT, DARK = Answer("background", "rgb:ffff/ffff/ffff"), Answer("background", "rgb:1111/1111/1111")


@pytest.mark.parametrize("depth", ["truecolor", "256"])
def test_a_light_background_makes_a_light_page(depth: str) -> None:
    assert learn(Profile(depth=depth), LIGHT).theme == "light"
    assert learn(Profile(depth=depth), DARK) == Profile(depth=depth)
    assert learn(Profile(depth=depth), Answer("background", "?")) == Profile(depth=depth)


def test_what_the_guest_chose_stays() -> None:
    for profile in (Profile(theme="high-contrast"), Profile(depth="none"), Profile(depth="16")):
        assert learn(profile, LIGHT) == profile
    assert learn(Profile(depth="none"), Answer("name", "kitty(0.35)")).depth == "none"


@pytest.mark.parametrize(
    "name", ["kitty(0.35)", "foot(1.16)", "iTerm2 3.5", "WezTerm 2024", "VTE(7600)", "XTerm(390)"]
)
def test_terminals_known_to_show_all_colours_get_them(name: str) -> None:
    assert learn(Profile(depth="256"), Answer("name", name)).depth == "truecolor"
    assert learn(Profile(depth="16"), Answer("name", name)).depth == "truecolor"


@pytest.mark.parametrize("name", ["tmux 3.4", "XTerm(279)", "", "screen", "my kitty"])
def test_others_do_not(name: str) -> None:
    assert learn(Profile(depth="256"), Answer("name", name)).depth == "256"
