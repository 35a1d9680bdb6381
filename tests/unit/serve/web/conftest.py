"""A worker's sessions of browsers, beside the hall's room."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from explainer.serve.web.fragments import PartsMaker
from explainer.serve.web.pages import Pages
from explainer.serve.web.sessions import Sessions
from tests.unit.serve.guests import until
from tests.unit.serve.rooms.hall import Hall


@pytest.fixture
async def sessions(hall: Hall) -> AsyncIterator[Sessions]:
    made = Sessions(hall.host, PartsMaker(Pages()))
    yield made
    await made.close()
    await until(lambda: not hall.host.errands)
