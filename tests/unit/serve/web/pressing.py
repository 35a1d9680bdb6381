"""Buttons of a browser's page, as its guest meets them."""

from __future__ import annotations

from explainer.serve.web.guest import WebGuest


async def press(guest: WebGuest, wish: str, **fields: str) -> str:
    """What the press came to, where it is not on the page."""
    await guest.do(wish, lambda name: fields.get(name, ""))
    return guest.message
