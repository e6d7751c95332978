"""Recipes: one commented TOML file per named run, read into frozen dataclasses that refuse what they do not know."""

from __future__ import annotations

import dataclasses
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from digitscan.errors import UsageError
from digitscan.types import CLASSES, FRACTION_CLASSES, NOT_A_DIGIT, STRIP_CLASSES

RECIPES = Path(__file__).parent / "recipes"
"""Folder of the recipes that ship with digitscan."""

_Section = TypeVar("_Section")


@dataclass(frozen=True)
class Training:
    """How long and in what portions.

    Attributes:
        epochs: passes over the training glyphs.
        batch_size: glyphs or strips per step of the optimizer.
        label_smoothing: share of the target spread over all classes, 0 … 1.
        ema: decay per step of the exponential moving average of the weights that is kept and saved; 0 keeps none.
    """

    epochs: int
    batch_size: int
    label_smoothing: float = 0.0
    ema: float = 0.0


@dataclass(frozen=True)
class Optimizer:
    """How the weights move.

    Attributes:
        kind: ``sgd`` (Nesterov where momentum is not 0) or ``adamw``.
        learning_rate: the highest it gets.
        momentum: of ``sgd``.
        weight_decay: decoupled, per step times the learning rate.
        schedule: ``constant``, or ``cosine`` to zero at the end of the last epoch.
        warmup: epochs of linear growth before the cosine.
        clip: largest norm of all gradients together, of ``adamw``; 0 sets no limit.
    """

    kind: str
    learning_rate: float
    momentum: float = 0.0
    weight_decay: float = 0.0
    schedule: str = "constant"
    warmup: float = 0.0
    clip: float = 0.0

    def __post_init__(self) -> None:
        if self.kind not in ("sgd", "adamw") or self.schedule not in ("constant", "cosine"):
            raise UsageError(f"unknown optimizer {self.kind!r} or schedule {self.schedule!r} in a recipe")


@dataclass(frozen=True)
class Teacher:
    """How much a network learns of another one's answers, where one is given.

    Attributes:
        share: of the loss, 0 … 1; the rest is by labels.
        temperature: by which the log-odds of both are divided; above 1, what is unlikely counts for more.
    """

    share: float = 0.0
    temperature: float = 1.0


@dataclass(frozen=True)
class SetUse:
    """What a run takes from one data set.

    Attributes:
        name: of the set, as in `datasets.READERS`.
        optional: whether a run goes on without it.
        validation: number of glyphs (whole writers, where the set knows them) kept for validation.
        held_out: share of the set, 0 … 1, that no training of this recipe ever sees, kept for testing.
        per_epoch: glyphs drawn from it in each epoch; 0 takes each once.
    """

    name: str
    optional: bool = False
    validation: int = 0
    held_out: float = 0.0
    per_epoch: int = 0


@dataclass(frozen=True)
class Augmentation:
    """How glyphs are altered anew in each epoch; none by default.

    Attributes:
        strong: share of the glyphs, 0 … 1, with everything that scanning and segmenting can do to them.
        mild: share with a light change of place, slant, size and pen; the rest stay as they are.
        calm: number of epochs at the end of the run in which `strong` is a third of what it is before: the network
            settles on glyphs as they come rather than on the hardest ones. Glyphs that an epoch holds several times
            keep their share: unaltered they would be learnt by heart.
        defocus: share that is blurred before it is altered, as in photographs out of focus; of printed digits, half
            are where this is not 0.
    """

    strong: float = 0.0
    mild: float = 0.0
    calm: int = 0
    defocus: float = 0.0

    def at(self, epoch: int, epochs: int) -> Augmentation:
        """How glyphs are altered in one epoch (from 0) of a run."""
        return dataclasses.replace(self, strong=self.strong / 3) if epoch >= epochs - self.calm else self


@dataclass(frozen=True)
class Rejects:
    """Glyphs of the class *not a digit* that are made anew in each epoch, beside the sets that hold real ones.

    Attributes:
        halves: parts of digits that nobody would call a digit.
        pairs: two or three digits side by side, touching or overlapping, as one glyph.
        partial: a digit with more than half of its neighbour.
        marks: dashes, dots, ticks, crosses, corners of boxes, pieces of ruling, scribbles.
        letters: printed Latin letters and signs.
        scripts: printed signs of other scripts.
        turned: digits on their side or mirrored.
        chimeras: characters put together from parts of two.
        fractions: two small digits about a bar, alone or behind a digit.
        struck_out: digits with two or three strokes through them.
    """

    halves: int = 0
    pairs: int = 0
    partial: int = 0
    marks: int = 0
    letters: int = 0
    scripts: int = 0
    turned: int = 0
    chimeras: int = 0
    fractions: int = 0
    struck_out: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return sum(dataclasses.asdict(self).values())


@dataclass(frozen=True)
class StripMixture:
    """Strips made anew in each epoch for a network that reads them whole, beside those in the hands of the glyph sets.

    Attributes:
        real: real strips of the cheques as they are.
        spliced: the left part of one real strip with the right part of another.
        pasted: digits of real strips in new numbers, on paper of real strips.
        nothing: letters, marks, blank paper.
        validation: real strips kept for validation.
    """

    real: int = 0
    spliced: int = 0
    pasted: int = 0
    nothing: int = 0
    validation: int = 0

    @property
    def total(self) -> int:
        """Strips made in each epoch."""
        return self.real + self.spliced + self.pasted + self.nothing


@dataclass(frozen=True)
class Fractions:
    """What is made anew in each epoch for a network that tells fractions, such as ½, from numbers.

    Attributes:
        fractions: of all ways to write them, some with a digit before them.
        rows: two to four digits in a row, as one glyph: numbers.
        columns: two or three digits above one another.
        marks: as in `Rejects`: what is neither goes to the numbers.
    """

    fractions: int = 0
    rows: int = 0
    columns: int = 0
    marks: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return sum(dataclasses.asdict(self).values())


@dataclass(frozen=True)
class Recipe:
    """A named training run: the same file, data and seed give the same run.

    Attributes:
        name: of the recipe and of the model it makes.
        version: of the model.
        network: as in `networks.NETWORKS`.
        seed: of everything random but the split: initial weights, order, dropout, augmentation.
        training: how long.
        optimizer: how.
        sets: on what.
        augmentation: altered how.
        split_seed: of the parts of the sets, the held-out ones above all, so that another seed keeps them.
        rejects: made in each epoch for the class *not a digit*; none for a network of ten classes.
        fractions: made in each epoch for a network of two classes, number and fraction; none for one that reads digits.
        printed: number of printed digits drawn in each epoch.
        written: number of digits in each epoch that `hands` draws.
        strips: made for a network that reads strips whole; none for one that reads glyphs. Of such a network, the
            sets' `per_epoch`, `printed` and `written` count the numbers written in their digits.
        teacher: how much it learns of a teacher's answers.
    """

    name: str
    version: str
    network: str
    seed: int
    training: Training
    optimizer: Optimizer
    sets: tuple[SetUse, ...]
    augmentation: Augmentation = field(default_factory=Augmentation)
    split_seed: int = 2018
    rejects: Rejects = field(default_factory=Rejects)
    fractions: Fractions = field(default_factory=Fractions)
    printed: int = 0
    written: int = 0
    strips: StripMixture = field(default_factory=StripMixture)
    teacher: Teacher = field(default_factory=Teacher)

    @property
    def reads_strips(self) -> bool:
        """Whether its network reads strips whole, and not glyphs."""
        return self.strips.total > 0

    @property
    def class_names(self) -> tuple[str, ...]:
        """What the outputs mean: the ten digits, and *not a digit* where rejects are made; for strips the blank."""
        if self.reads_strips:
            return STRIP_CLASSES
        if self.fractions.total:
            return FRACTION_CLASSES
        return CLASSES if self.rejects.total else CLASSES[:NOT_A_DIGIT]

    @property
    def classes(self) -> int:
        """How many outputs the network has."""
        return len(self.class_names)


def load_recipe(name: str) -> Recipe:
    """Read a recipe.

    Args:
        name: of a recipe that ships with digitscan (``digits``), or a path that ends in ``.toml``.

    Raises:
        UsageError: there is no such recipe, it is no TOML, or it holds a key that means nothing.
    """
    path = Path(name) if name.endswith(".toml") else RECIPES / f"{name}.toml"
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        known = ", ".join(sorted(p.stem for p in RECIPES.glob("*.toml")))
        raise UsageError(
            f"no recipe {name!r} ({error.strerror}); digitscan brings {known}, or give a .toml file"
        ) from None
    try:
        return parse_recipe(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, TypeError, KeyError) as error:
        raise UsageError(f"recipe {path}: {error}") from None


def parse_recipe(table: dict[str, Any]) -> Recipe:
    """A recipe from its parsed TOML table.

    Raises:
        UsageError: a key is missing or means nothing here.
    """
    table = dict(table)
    sets = tuple(_section(SetUse, entry, "sets") for entry in table.pop("sets", []))
    if not sets:
        raise UsageError("a recipe names at least one set ([[sets]])")
    sections = {
        "training": _section(Training, table.pop("training", {}), "training"),
        "optimizer": _section(Optimizer, table.pop("optimizer", {}), "optimizer"),
        "augmentation": _section(Augmentation, table.pop("augmentation", {}), "augmentation"),
        "rejects": _section(Rejects, table.pop("rejects", {}), "rejects"),
        "strips": _section(StripMixture, table.pop("strips", {}), "strips"),
        "fractions": _section(Fractions, table.pop("fractions", {}), "fractions"),
        "teacher": _section(Teacher, table.pop("teacher", {}), "teacher"),
    }
    return _section(Recipe, {**table, **sections, "sets": sets}, "recipe")


def _section(kind: type[_Section], entries: dict[str, Any], where: str) -> _Section:
    known = {f.name for f in dataclasses.fields(kind)}  # type: ignore[arg-type]
    unknown = sorted(set(entries) - known)
    if unknown:
        raise UsageError(f"{where}: {', '.join(unknown)} means nothing here; known are {', '.join(sorted(known))}")
    try:
        return kind(**entries)
    except TypeError as error:
        raise UsageError(f"{where}: {str(error).split('() ')[-1]}") from None
