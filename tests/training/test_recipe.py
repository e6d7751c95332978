from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from digitscan.training.recipe import RECIPES, Augmentation, Rejects, StripMixture, load_recipe, parse_recipe
from training_glyphs import recipe
from training_strips import strip_recipe

from digitscan.errors import UsageError
from digitscan.types import CLASSES, STRIP_CLASSES


@pytest.mark.parametrize("name", sorted(path.stem for path in RECIPES.glob("*.toml")))
def test_the_recipes_that_ship_are_read_and_named_as_their_files(name: str) -> None:
    assert load_recipe(name).name == name


def test_the_paper_s_recipe_says_what_the_paper_says() -> None:
    paper = load_recipe("paper")
    assert (paper.optimizer.kind, paper.optimizer.learning_rate, paper.optimizer.momentum) == ("sgd", 0.01, 0.0)
    assert (paper.classes, paper.sets[0].validation, paper.augmentation.strong) == (10, 5000, 0.0)


def test_rejects_make_an_eleventh_class() -> None:
    assert recipe().classes == 10
    assert recipe(rejects={"turned": 1}).classes == 11
    assert Rejects(*range(1, 9)).total == sum(range(1, 9)), "every kind counts"


def test_classes_are_named_by_what_the_network_reads() -> None:
    assert recipe().class_names == CLASSES[:10] and not recipe().reads_strips
    assert recipe(rejects={"turned": 1}).class_names == CLASSES
    assert strip_recipe().class_names == STRIP_CLASSES and strip_recipe().reads_strips
    assert strip_recipe().classes == 11


def test_every_kind_of_strip_counts_but_those_that_are_kept_to_validate() -> None:
    assert StripMixture(1, 2, 4, 8, validation=99).total == 15
    assert not recipe(strips={"validation": 5}).reads_strips


def test_what_one_reader_held_out_the_other_never_saw() -> None:
    """The two readers are fused: either would be believed too much where the other was trained on the answer."""
    glyphs, strips = load_recipe("digits"), load_recipe("strips")
    assert strips.split_seed == glyphs.split_seed
    kept = {use.name: (use.validation, use.held_out) for use in glyphs.sets}
    assert [kept[use.name] for use in strips.sets] == [(use.validation, use.held_out) for use in strips.sets]


def test_the_last_epochs_are_calm() -> None:
    calm = Augmentation(strong=0.3, mild=0.4, calm=2)
    assert [calm.at(epoch, 5).strong for epoch in range(5)] == pytest.approx([0.3, 0.3, 0.3, 0.1, 0.1])
    assert calm.at(4, 5).mild == 0.4
    assert Augmentation(strong=0.3).at(4, 5).strong == 0.3


def test_a_file_gives_the_recipe_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text((RECIPES / "paper.toml").read_text().replace('name = "paper"', 'name = "mine"', 1))
    assert load_recipe(str(path)) == dataclasses.replace(load_recipe("paper"), name="mine")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"lerning_rate": 1}, "lerning_rate"),
        ({"training": {"epochs": 1, "batch_size": 1, "dropout": 0}}, "dropout"),
        ({"training": {"epochs": 1}}, "batch_size"),
        ({"optimizer": {"kind": "adam", "learning_rate": 1}}, "adam"),
        ({"sets": []}, "at least one set"),
        ({"strips": {"reel": 4}}, "reel means nothing here; known are nothing, pasted, real, spliced, validation"),
    ],
)
def test_what_a_recipe_may_not_say_is_named(change: dict, words: str) -> None:
    table = {**dataclasses.asdict(recipe()), **change}
    table["sets"] = list(table["sets"])
    with pytest.raises(UsageError, match=words):
        parse_recipe(table)


def test_an_unknown_name_gets_the_known_ones() -> None:
    with pytest.raises(UsageError, match="digits, digits-large, fractions, paper, strips"):
        load_recipe("nothing")


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text("name = ")
    with pytest.raises(UsageError, match=r"x\.toml"):
        load_recipe(str(tmp_path / "x.toml"))
