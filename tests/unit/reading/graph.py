"""Small stories built as records, for the rules of moving: only ids and ways, no files."""

from __future__ import annotations

from explainer.story.model.outline import Edition
from explainer.story.model.structs import (
    Branch,
    Chapter,
    Ribbon,
    Scene,
    SceneWarning,
    Span,
    Step,
    Story,
    Trail,
    When,
)


def scene(
    name: str,
    next: str = "",
    *,
    branches: tuple[str, ...] = (),
    warned: str = "",
    home: str = "",
    steps: int = 2,
    words: int = 100,
) -> Scene:
    """A scene; `branches` are scene ids, or `trail:` and a trail's id; `warned` is the detour."""
    ways = tuple(
        Branch(f"to {b}", trail=b[6:]) if b.startswith("trail:") else Branch(f"to {b}", b) for b in branches
    )
    return Scene(
        name,
        name.title(),
        "all",
        When("2001-02-03", "2001-02-03"),
        warning=SceneWarning("hard", warned, "the bridge") if warned else None,
        steps=tuple(Step(str(n), "text", (Span("text", f"{name} {n}"),)) for n in range(1, steps + 1)),
        branches=ways,
        next=next,
        home=home,
        ending=not next,
        words=words,
    )


def story(*scenes: Scene, trails: dict[str, tuple[str, ...]] | None = None, **changes: object) -> Story:
    """A story of these scenes, beginning with the first."""
    fields: dict[str, object] = {
        "id": "graph", "title": "Graph", "edition": Edition("1", "0" * 12), "language": "en",
        "checked_on": "2001-03-04", "start": scenes[0].id, "chapters": (Chapter("all", "All"),),
        "trails": {name: Trail(name, name.title(), scenes=stops) for name, stops in (trails or {}).items()},
        "ribbon": Ribbon(), "lens_days": (), "places": {}, "renamed": {}, "about": "", "report_errors": "",
        "changes": (), "scenes": {one.id: one for one in scenes}, "terms": {}, "sources": {}, "excerpts": {},
        "claims": {}, "figures": {}, "order": tuple(one.id for one in scenes),
    }  # fmt: skip
    return Story(**(fields | changes))  # type: ignore[arg-type]


def wide() -> Story:
    """A fork with side scenes of side scenes, a jump ahead, warned scenes on and off a trail."""
    return story(
        scene("start", "fork", branches=("trail:short", "fork", "trail:hard")),
        scene("fork", "main", branches=("side", "far", "danger")),
        scene("side", "return", home="start", branches=("side-of-side",)),
        scene("side-of-side", "return", home="end", branches=("side",)),
        scene("danger", "return", home="main", warned="return"),
        scene("main", "hard", branches=("side",)),
        scene("hard", "far", warned="far"),
        scene("far", "end", branches=("start",)),
        scene("end"),
        trails={"short": ("start", "main", "hard", "end"), "hard": ("far", "hard")},
    )
