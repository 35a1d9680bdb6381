"""The argument KIND of the commands about things of one kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from explainer.cli.options import offer
from explainer.export.as_text.asked import KINDS, kind_named
from explainer.problems import UsageError

__all__ = ["KINDS", "kind_argument"]


def kind_argument(command: Callable[..., Any]) -> Callable[..., Any]:
    """`KIND`, for commands about things of one kind."""
    return click.argument("kind", metavar="KIND", callback=_kind, shell_complete=offer("kinds"))(command)


def _kind(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    try:
        return kind_named(value)
    except UsageError as error:
        raise click.BadParameter(str(error)) from error
