"""Reading: the files of a blueprint to forms and to the model, with every mistake on the way.

    folder → bytes → trees with lines (`nodes`) → forms (`grammar`) → model (`build`) → checks (`check`)

A faulty part never hides another: what cannot be read is reported, left out and remembered as lost, so that later
stages do not complain of its absence.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from minben.rules import Table, TableError, table_in

from . import grammar
from .build import Forms, build
from .composing import compose
from .demography import FOLDER, read_demography
from .grammar import FILE_KINDS, BlueprintForm, FileKind, ServiceForm
from .model import Blueprint, Decide, Place
from .nodes import Keyed, Node, Scalar, Series, decode, line_at
from .problems import Problem, near, of_table
from .scenarios import BundleScenario, Scenario
from .shapes import LANGUAGE, ListOf, Reading, Refused, Shape
from .sheets import Sheet, check_unique, rows_of, sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .forms import Form

T = TypeVar("T")

NAMES_WITH_SPACES = ("counting date",)
"""Names of a service's rules that FEEL reads as one word only when told so."""


@dataclass(slots=True)
class Draft:
    """What reading made of some files: the model where the essential files could be read, the trees, the problems.

    ``blurred`` holds the services of which a table could not be read, so that not all of their names are known.
    ``lost`` holds the names of things that could not be read; ``blind`` the kinds of file of which one could not.
    """

    files: Mapping[str, bytes]
    unread: frozenset[str] = frozenset()
    problems: list[Problem] = field(default_factory=list)
    trees: dict[str, Node] = field(default_factory=dict)
    sheets: dict[str, Sheet] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    blind: set[str] = field(default_factory=set)
    blurred: set[str] = field(default_factory=set)
    blueprint: Blueprint | None = None
    scenarios: list[Scenario] = field(default_factory=list)
    bundle_scenarios: list[BundleScenario] = field(default_factory=list)

    def report(self, problem: Problem) -> None:
        """Note a problem."""
        self.problems.append(problem)

    def place(self, file: str, *path: str | int) -> Place:
        """Where the value at this path of keys stands, or the nearest thing around it."""
        tree = self.trees.get(file)
        return Place(file, line_at(tree, path) if tree else 1)

    def keys(self, file: str, *path: str) -> list[str]:
        """The keys of the mapping at this path; none where there is no mapping."""
        found = self._found(file, path)
        return list(found.entries) if isinstance(found, Keyed) else []

    def words(self, file: str, *path: str) -> list[str]:
        """The words of the list at this path, in their order; none where there is no list."""
        found = self._found(file, path)
        items = found.items if isinstance(found, Series) else ()
        return [item.text for item in items if isinstance(item, Scalar)]

    def _found(self, file: str, path: tuple[str, ...]) -> Node | None:
        found = self.trees.get(file)
        for name in path:
            entry = found.entries.get(name) if isinstance(found, Keyed) else None
            found = entry.value if entry else None
        return found

    def row(self, file: str, column: str, value: str) -> Place:
        """Where the first row of a sheet with this value in this column stands."""
        found = self.sheets.get(file)
        if found is None or column not in found.columns:
            return Place(file, 1)
        position = found.columns.index(column)
        return Place(file, next((line for line, cells in found.rows if cells[position] == value), 1))


def draft(files: Mapping[str, bytes], *, unread: frozenset[str] = frozenset()) -> Draft:
    """Read files into a draft. Never raises on account of what the files say.

    ``unread`` are files that are there but could not be taken in: reported already, and not to be missed.
    """
    made = Draft(files, unread=unread)
    head, forms = _Reader(made).read()
    if head is not None:
        made.blueprint = build(head, forms, files)
    return made


class _Reader:
    """Reads each kind of file once."""

    def __init__(self, made: Draft) -> None:
        self._draft = made
        self._languages: tuple[str, ...] = ()
        self._by_kind: dict[str, list[str]] = {kind.name: [] for kind in FILE_KINDS}

    def read(self) -> tuple[BlueprintForm | None, Forms]:
        """`blueprint.yaml`, None where it cannot be read, and every form of every other file."""
        self._sort_files()
        self._languages = self._read_languages()
        head: BlueprintForm | None = self._only(grammar.BLUEPRINT, None)
        forms = Forms()
        forms.facts = self._only(grammar.FACTS, {})
        forms.posts = self._only(grammar.POSTS, {})
        forms.taskforces = self._only(grammar.TASKFORCES, {})
        forms.agreements = self._only(grammar.AGREEMENTS, ())
        forms.calendar = self._only(grammar.CALENDAR, None)
        forms.personas = self._only(grammar.PERSONAS, {})
        forms.messages = self._only(grammar.MESSAGES, None)
        forms.ratings = self._only(grammar.RATINGS, None)
        forms.licences = [form for _, form in self._each(grammar.LICENCE)]
        forms.registers = [form for _, form in self._each(grammar.REGISTER)]
        forms.services = {file.split("/")[1]: form for file, form in self._each(grammar.SERVICE)}
        forms.bundles = {file.split("/")[1]: form for file, form in self._each(grammar.BUNDLE)}
        forms.statutes = dict(self._each(grammar.STATUTE))
        self._draft.scenarios = list(self._scenarios())
        self._draft.bundle_scenarios = list(self._bundle_scenarios())
        forms.divisions = self._only(grammar.DIVISIONS, ())
        forms.agencies = self._only(grammar.AGENCIES, ())
        forms.items = self._only(grammar.ITEMS, ())
        forms.days = self._only(grammar.DAYS, ())
        forms.synonyms = self._only(grammar.SYNONYMS, ())
        forms.laws = self._only(grammar.LAWS, ())
        for service, form in forms.services.items():
            forms.decisions.update(((service, made.name), made) for made in self._tables(service, form))
        self._check_named_files(head, forms)
        forms.demography = read_demography(self._draft.files, self._draft.report)
        return head, forms

    def _sort_files(self) -> None:
        for file in self._draft.files:
            kind = next((kind for kind in FILE_KINDS if kind.pattern.fullmatch(file)), None)
            if kind is not None:
                self._by_kind[kind.name].append(file)
            elif not file.startswith(FOLDER) and not _is_table(file):
                suggestion = near(file, [kind.shown for kind in FILE_KINDS])
                self._draft.report(Problem(Place(file, 1), "file-unknown", {"near": suggestion}))
        for kind in FILE_KINDS:
            unread = [file for file in self._draft.unread if kind.pattern.fullmatch(file)]
            for file in unread:
                self._lose(kind, file)
            if kind.required and not (self._by_kind[kind.name] or unread):
                self._draft.blind.add(kind.name)
                missing = {"file": kind.shown, "doc": kind.doc}
                self._draft.report(Problem(Place(kind.shown, 1), "file-missing", missing))

    def _read_languages(self) -> tuple[str, ...]:
        """The languages, before anything else: every text is read by them. Problems come up when the file is read."""
        data = self._draft.files.get("blueprint.yaml", b"")
        text = decode("blueprint.yaml", data, _ignore)
        root = compose("blueprint.yaml", text, _ignore) if text else None
        entry = root.entries.get("languages") if isinstance(root, Keyed) else None
        if entry is None:
            return ()
        try:
            return ListOf(LANGUAGE).read(entry.value, Reading("blueprint.yaml", (), _ignore))
        except Refused:
            return ()

    def _only(self, kind: FileKind, otherwise: T) -> Any | T:
        """What the one file of this kind says."""
        return next((form for _, form in self._each(kind)), otherwise)

    def _each(self, kind: FileKind) -> list[tuple[str, Any]]:
        """What each file of this kind says."""
        read = []
        for file in self._by_kind[kind.name]:
            node = self._sheet(file, kind.sheet, kind.unique) if kind.sheet else self._tree(file)
            reading = Reading(file, self._languages, self._draft.report, self._draft.lost)
            value = _read(kind.shape, node, reading) if node else None
            if value is None:
                self._lose(kind, file)
            else:
                read.append((file, value))
        return read

    def _scenarios(self) -> Iterator[Scenario]:
        for file, forms in self._each(grammar.SCENARIOS):
            for name, form in forms.items():
                yield Scenario(name, file, self._draft.trees[file], file.split("/")[1], form)

    def _bundle_scenarios(self) -> Iterator[BundleScenario]:
        for file, forms in self._each(grammar.BUNDLE_SCENARIOS):
            for name, form in forms.items():
                yield BundleScenario(name, file, self._draft.trees[file], file.split("/")[1], form)

    def _tables(self, service: str, form: ServiceForm) -> Iterator[Decide]:
        """The decision tables of a service that can be read."""
        for name, decide in form.decisions.items():
            file = f"services/{service}/{decide.table}"
            place = self._draft.place(form.place.file, "decisions", name, "table")
            table = self._table(file) if self._is_there(_file_of(file), place) else None
            if table is None:
                self._draft.lost.update((name, _file_of(file)))
                self._draft.blurred.add(service)
            else:
                title = decide.title or {}
                yield Decide(name, table, decide.counts, decide.place, title, decide.outputs)

    def _table(self, name: str) -> Table | None:
        """The table of a file; `#` and a name after it say which of several."""
        file = _file_of(name)
        data = self._draft.files[file]
        if file.endswith(".csv") and decode(file, data, self._draft.report) is None:
            return None
        try:
            return table_in(data, name, NAMES_WITH_SPACES)
        except TableError as faults:
            for fault in faults.problems:
                self._draft.report(of_table(fault.place.file, fault))
            return None

    def _is_there(self, file: str, place: Place) -> bool:
        if file in self._draft.files or file in self._draft.unread:
            return file in self._draft.files
        values = {"file": file, "near": near(file, self._draft.files)}
        self._draft.report(Problem(place, "file-named-missing", values))
        return False

    def _check_named_files(self, head: BlueprintForm | None, forms: Forms) -> None:
        """Packs and sheets that are named but not there, and tables that are there but not named."""
        for position, file in enumerate(head.statutes if head else ()):
            self._is_there(file, self._draft.place("blueprint.yaml", "statutes", position))
        if forms.calendar is not None:
            self._is_there(forms.calendar.exceptions, self._draft.place("calendar.yaml", "exceptions"))
        named = {
            _file_of(f"services/{service}/{decide.table}")
            for service, form in forms.services.items()
            for decide in form.decisions.values()
        }
        lost = self._draft.lost | self._draft.blurred
        for file in self._draft.files:
            if _is_table(file) and file not in named | lost and file.split("/")[1] not in lost:
                self._draft.report(Problem(Place(file, 1), "table-unused"))

    def _lose(self, kind: FileKind, file: str) -> None:
        if kind in (grammar.SCENARIOS, grammar.BUNDLE_SCENARIOS):
            return
        if "NAME" in kind.shown:
            self._draft.lost.update((file, *file.removesuffix(".yaml").split("/")))
        else:
            self._draft.blind.add(kind.name)

    def _tree(self, file: str) -> Node | None:
        text = decode(file, self._draft.files[file], self._draft.report)
        node = None if text is None else compose(file, text, self._draft.report)
        if node is not None:
            self._draft.trees[file] = node
        return node

    def _sheet(self, file: str, form: type[Form], unique: str) -> Node | None:
        text = decode(file, self._draft.files[file], self._draft.report)
        rows = None if text is None else sheet(file, text, self._draft.report)
        if rows is None:
            return None
        self._draft.sheets[file] = rows
        check_unique(file, rows, unique, self._draft.report)
        return rows_of(file, rows, form, self._draft.report)


def _read(shape: Shape[T], node: Node, reading: Reading) -> T | None:
    try:
        return shape.read(node, reading)
    except Refused:
        return None


def _is_table(file: str) -> bool:
    return file.startswith("services/") and file.endswith((".csv", ".xlsx", ".dmn"))


def _file_of(table: str) -> str:
    """The file of a table, without the sheet or decision that is meant in it."""
    return table.partition("#")[0]


def _ignore(_: Problem) -> None:
    """Problems of `blueprint.yaml` are reported when the file itself is read."""
