"""Whether a figure can be drawn from its files: every mistake with the file and line where an author mends it.

What the figures name in the story's folder is read here once and handed on as bytes (`explainer.story.figures.tables`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from explainer.messages import _
from explainer.problems import Problem, Severity
from explainer.story.check.figure_rows import check_rows
from explainer.story.figures.data import NODES, columns_of, kept_rows, slug
from explainer.story.figures.tables import Shapes, Table, packed
from explainer.story.load import files
from explainer.story.load.entries import Parts, Values, Where
from explainer.story.load.fields import Notes
from explainer.story.load.format_figures import EITHER, NEEDED, read_options
from explainer.story.load.table_files import read_shapes, read_table
from explainer.story.load.yaml_text import Node
from explainer.story.text import nearest_hint

Asset = Table | Shapes | None
_NO_OPTIONS = Node("map", 0, 0, 0, 0)


class Assets:
    """The files that figures name, each read and told about once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, Asset] = {}
        self.problems: list[Problem] = []

    def table(self, name: str, where: Where) -> Table | None:
        found = self._file(name, where, ".csv")
        return found if isinstance(found, Table) else None

    def shapes(self, name: str, where: Where) -> Shapes | None:
        found = self._file(name, where, ".geojson")
        return found if isinstance(found, Shapes) else None

    def packed(self) -> dict[str, bytes]:
        return {name: packed(asset) for name, asset in sorted(self._read.items()) if asset is not None}

    def _file(self, name: str, where: Where, suffix: str) -> Asset:
        if name in self._read and name.endswith(suffix):
            return self._read[name]
        fault = files.check_file(self._folder, name)
        data = fault or files.read_bytes(self._folder, name)
        if not isinstance(data, Problem) and not name.endswith(suffix):
            message = _("this is no {kind} file").format(kind=suffix)
            data = Problem(name, 0, 0, "", "error", message, "", "no-file")
        if isinstance(data, Problem):
            self.problems.append(where.problem(f"{name}: {data.message}", data.hint, data.rule))
            return None
        asset, problems = read_table(name, data) if suffix == ".csv" else read_shapes(name, data)
        self.problems += problems
        self._read[name] = asset
        return asset


def check_figures(folder: Path, parts: Parts) -> tuple[list[Problem], dict[str, bytes]]:
    """Every problem of the figures, and the files they are drawn from by their paths."""
    assets = Assets(folder)
    problems: list[Problem] = []
    for values, where in parts.of("figure"):
        problems += _figure(values, where, parts, assets)
    problems += _steps(parts)
    return problems + assets.problems, assets.packed()


def _steps(parts: Parts) -> Iterator[Problem]:
    """What scenes open a figure at exists in it."""
    for values, where in parts.of("scene"):
        for number, step in enumerate(values["body"]):
            shows = step["figure"] if step else None
            figure = parts.things.get("figure", {}).get(shows["of"]) if shows else None
            if not shows or not figure:
                continue
            kind = figure[1].node.get("kind")
            if (
                kind is None or kind.value == figure[0]["kind"]
            ):  # else told as no kind; its options are not read
                yield from _opened(shows, figure[0], where.at("body", number, "figure"))


def _opened(shows: Values, figure: Values, where: Where) -> Iterator[Problem]:
    options = figure["options"]
    views = [view.get("id", "") for view in options.get("views") or [] if view]
    if shows.get("view") and shows["view"] not in views:
        message = _("the figure has no view `{id}`").format(id=shows["view"])
        yield where.at("view").problem(message, nearest_hint(shows["view"], views), "unknown-view")
    frames, day = options.get("frames") or {}, shows.get("day")
    if day and not frames.get("from", "9999") <= day <= frames.get("to", ""):
        message = _("the figure has no day {day}").format(day=day)
        yield where.at("day").problem(message, _("Its days are its `frames`."), "date-outside")
    names: set[str] = figure.get("names") or set()
    if shows.get("start") and shows["start"] not in names:
        message = _("the figure has no name `{id}` to start from").format(id=shows["start"])
        yield where.at("start").problem(message, nearest_hint(shows["start"], names), "unknown-name")


def _figure(values: Values, where: Where, parts: Parts, assets: Assets) -> Iterator[Problem]:
    kind, given = values["kind"], where.node.get("options")
    notes = Notes(where.document, entity_path=where.path)
    node = given if given and not given.is_null else _NO_OPTIONS
    options = read_options(kind, node, f"{where.path}.options", notes) if kind in NEEDED else {}
    yield from notes.problems
    values["options"] = options
    for language, texts in notes.translations.items():
        values["translations"].setdefault(language, {}).update(texts)
    if not values["data"] or kind not in NEEDED:
        return
    table = assets.table(values["data"], where.at("data"))
    checker = _Checker(values, where, parts, assets)
    if table:
        if not notes.problems:
            yield from checker.needed()
        yield from checker.rows(table, values["data"], options, ())
    if kind == "map":
        yield from checker.map(options)
    if kind == "network" and table:
        yield from checker.network(table, options)


class _Checker:
    """Checks one figure against its files."""

    def __init__(self, values: Values, where: Where, parts: Parts, assets: Assets) -> None:
        self._values, self._parts, self._assets = values, parts, assets
        self._where = where.at("options")
        self._options: dict[str, Any] = values["options"]
        self._shapes: Shapes | None = None
        self._places, self._regions = self._named_places()

    def needed(self) -> Iterator[Problem]:
        """The columns without which nothing can be drawn."""
        wanted = [role for role in NEEDED[self._values["kind"]] if not columns_of(self._options, role)]
        either = EITHER.get(self._values["kind"], ())
        if either and not any(columns_of(self._options, role) for role in either):
            wanted.append(either[0])
        if wanted:
            named = ", ".join(wanted)
            message = _("the figure does not say which columns hold: {columns}").format(columns=named)
            hint = _("Add them under `columns:`, each with the name of a column of the table.")
            yield self._where.at("columns").problem(message, hint, "missing-column")

    def rows(
        self, table: Table, file: str, options: dict[str, Any], below: tuple[str, ...], roles: str = "columns"
    ) -> Iterator[Problem]:
        """The columns a part of the figure names, then the cells of the rows it keeps."""
        faults = list(self._columns(table, file, options, below, roles))
        yield from faults
        if faults:
            return
        unheld = list(self._unheld(table, file, options, below))
        yield from unheld
        if not unheld and not any(True for _row in kept_rows(table, options)):
            message = _("no row of {file} is left for this figure").format(file=file)
            hint = _("Look at `where` and `without`.")
            yield self._where.at(*below).problem(message, hint, "no-rows")
        yield from check_rows(self._values, table, file, options, self._parts, self._places, self._regions)

    def map(self, options: dict[str, Any]) -> Iterator[Problem]:
        for part in ("shade", "events"):
            beside = options.get(part) or {}
            named = beside.get("data")
            if named and (table := self._assets.table(named, self._where.at(part, "data"))):
                yield from self.rows(table, named, beside, (part,))
        yield from self._projection(options.get("projection") or {})
        for number, view in enumerate(options.get("views") or []):
            if view:  # else told as no view
                yield from self._view(self._where.at("views", number), view)
        yield from self._layers(options.get("layers") or {})

    def _layers(self, layers: dict[str, list[str]]) -> Iterator[Problem]:
        """A layer that the shapes do not have would be drawn as nothing at all."""
        known = dict.fromkeys(feature.layer for feature in self._shapes.features) if self._shapes else {}
        for role, names in layers.items() if known else ():
            for name in names:
                if name and name not in known:
                    message = _("the shapes have no layer `{name}`").format(name=name)
                    hint = nearest_hint(name, known) or _("Its layers: {names}.").format(
                        names=", ".join(known)
                    )
                    yield self._where.at("layers", role).problem(message, hint, "unknown-shape")

    def network(self, table: Table, options: dict[str, Any]) -> Iterator[Problem]:
        """Every tie leads from a known name to a known name."""
        known: set[str] | None = None
        if options.get("people"):
            known, faults = self._people(options)
            yield from faults
            if faults or known is None:
                return
        ends = [column for role in ("from", "to") for column in columns_of(options, role)]
        if len(ends) < 2 or any(table.index(column) < 0 for column in ends):
            return
        used: set[str] = set(known or ())
        for row in kept_rows(table, options):
            for column in ends:
                cell = table.rows[row][table.index(column)]
                if known is None:
                    used.add(slug(cell))
                elif cell and cell not in known:
                    message = _("there is no `{id}` in {file}").format(id=cell, file=options["people"])
                    hint = nearest_hint(cell, known)
                    line = table.lines[row]
                    yield Problem(
                        self._values["data"], line, 1, column, "error", message, hint, "unknown-name"
                    )
        self._values["names"] = used
        start = options.get("start", "")
        if start and start not in used:
            message = _("the network has no `{id}` to start from").format(id=start)
            yield self._where.at("start").problem(message, nearest_hint(start, used), "unknown-name")

    def _people(self, options: dict[str, Any]) -> tuple[set[str] | None, list[Problem]]:
        """The keys of a network's own table of names, and what is wrong with it."""
        file = options["people"]
        people = self._assets.table(file, self._where.at("people"))
        if people is None:
            return None, []
        asked = {"columns": options.get("people_columns") or {}}
        wanted = [role for role in ("key", "label", "group", "sources") if not columns_of(asked, role)]
        if wanted:
            message = _("the figure does not say which columns hold: {columns}").format(
                columns=", ".join(wanted)
            )
            hint = _("A name has a key, a label, sources, and a group: person or body.")
            return None, [self._where.at("people_columns").problem(message, hint, "missing-column")]
        faults = list(self._columns(people, file, asked, (), "people_columns"))
        if faults:
            return None, faults
        faults += check_rows(self._values, people, file, asked, self._parts, None, None)
        group = people.index(columns_of(asked, "group")[0])
        for row, line in zip(people.rows, people.lines, strict=True):
            if row[group] not in NODES:
                message = _("`{word}` is none of: {words}").format(word=row[group], words=", ".join(NODES))
                faults.append(
                    Problem(file, line, 1, people.columns[group], "error", message, "", "unknown-group")
                )
        return {row[people.index(columns_of(asked, "key")[0])] for row in people.rows}, faults

    def _columns(
        self, table: Table, file: str, options: dict[str, Any], below: tuple[str, ...], roles: str
    ) -> Iterator[Problem]:
        named = [
            ((roles, role), name)
            for role in options.get("columns") or {}
            for name in columns_of(options, role)
        ]
        for part in ("where", "without", "status_also"):
            named += [((part, name), name) for name in options.get(part) or {}]
        for steps, name in named:
            if table.index(name) < 0:
                message = _("{file} has no column `{name}`").format(file=file, name=name)
                hint = nearest_hint(name, table.columns) or _("It has: {names}.").format(
                    names=", ".join(table.columns)
                )
                yield self._where.at(*below, *steps).problem(message, hint, "missing-column")

    def _unheld(
        self, table: Table, file: str, options: dict[str, Any], below: tuple[str, ...]
    ) -> Iterator[Problem]:
        """Words of conditions that no cell holds: a slip there leaves rows out, or in, without a sign of it.

        What is left out may have gone from the table since, so that is a warning.
        """
        for part in ("where", "without"):
            for name, words in (options.get(part) or {}).items():
                at = table.index(name)
                cells = dict.fromkeys(row[at] for row in table.rows)
                for word in [words] if isinstance(words, str) else words:
                    if word not in cells:
                        message = _("no cell of `{name}` in {file} is `{word}`").format(
                            name=name, file=file, word=word
                        )
                        hint, steps = nearest_hint(word, cells), (*below, part, name)
                        severity: Severity = "warning" if part == "without" else "error"
                        yield self._where.at(*steps).problem(message, hint, "unknown-cell", severity)

    def _named_places(self) -> tuple[dict[str, str] | None, set[str] | None]:
        """Ids of the map's places and of the regions that can be filled; None where there are none to check."""
        if self._values["kind"] != "map":
            return None, None
        places: dict[str, str] | None = None
        regions: set[str] | None = None
        if name := self._options.get("places"):
            found = self._assets.shapes(name, self._where.at("places"))
            places = {f.id: f.name for f in found.features if f.id} if found else None
        if name := self._options.get("shapes"):
            found = self._assets.shapes(name, self._where.at("shapes"))
            layers = (self._options.get("layers") or {}).get("region")
            self._shapes = found
            has = {feature.layer for feature in found.features} if found else set()
            if found and has.issuperset(layers or ()):  # else told as no layer
                regions = {f.id for f in found.features if f.rings and (not layers or f.layer in layers)}
        return places, regions

    def _projection(self, projection: dict[str, Any]) -> Iterator[Problem]:
        wanted = {"parallels": 2, "centre": 2} if projection.get("kind") == "albers" else {}
        for key, count in wanted.items():
            if len(projection.get(key) or []) != count:
                message = _("`{key}` needs {n} numbers").format(key=key, n=count)
                yield self._where.at("projection", key).problem(message, "", "projection")

    def _view(self, where: Where, view: dict[str, Any]) -> Iterator[Problem]:
        layer, _space, identifier = (view.get("fit") or "").partition(" ")
        found = self._shapes
        if layer and found:
            if not any(f.layer == layer and (not identifier or f.id == identifier) for f in found.features):
                message = _("the shapes have no `{fit}` to fit a view to").format(fit=view["fit"])
                hint = _("Write the name of a layer, or a layer and an id.")
                yield where.at("fit").problem(message, hint, "unknown-shape")
        elif not layer and (len(view.get("centre") or []) != 2 or not (view.get("width_km") or 0) > 0):
            yield where.problem(
                _("the view says neither `fit` nor `centre` and `width_km`"), "", "missing-field"
            )
