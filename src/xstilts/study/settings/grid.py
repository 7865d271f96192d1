"""Grids: one written recipe that stands for many, one for each combination of named values.

    nli-{language}-{size}:
      grid: {language: [en, es, es+de], size: [500, 1000]}
      tasks: [{task: xnli, languages: ["{language}"], cap: "{size}"}]

A grid is laid out before the file is checked, so that every recipe is checked as if it had been written by hand, and a
mistake is shown where the grid has it. The values of a recipe are its `factors`: columns of the study's results.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from xstilts.base.yaml import Route, Tree, YamlPlace

RECIPES = "intermediate"
GRID, FACTORS = "grid", "factors"
NAME = re.compile(r"\{(\w+)\}")
JOINED = "+"
"""Between values that stand together, such as the languages `es+de`: in a list they are items of their own."""
MOST = 10_000
"""Recipes that one grid may stand for."""

Factors = Mapping[str, str | int | float | bool]


def lay_out(tree: Tree) -> None:
    """Put all recipes of every grid in its place, in the tree of a study file. Notes what is wrong with a grid."""
    recipes = tree.value.get(RECIPES) if isinstance(tree.value, dict) else None
    if not isinstance(recipes, dict):
        return
    laid: dict[str, Any] = {}
    for name, recipe in recipes.items():
        if not isinstance(recipe, dict) or GRID not in recipe:
            _add(tree, laid, name, recipe, old=name)
            continue
        problem = _problem(recipe[GRID])
        if problem:
            tree.problems.append((tree.values[RECIPES, name, GRID], f"{RECIPES}.{name}.{GRID}: {problem}"))
            continue
        pattern = _pattern(name, recipe[GRID])
        for factors in _combinations(recipe[GRID]):
            made = {key: _filled(value, factors) for key, value in recipe.items() if key != GRID}
            _add(tree, laid, str(_text(pattern, factors)), {**made, FACTORS: dict(factors)}, old=name)
    tree.value[RECIPES] = laid


def _problem(grid: Any) -> str | None:
    """What is wrong with a grid's values."""
    if not isinstance(grid, dict) or not grid:
        return "must be a mapping of names to lists of values, such as {size: [500, 1000]}"
    size = 1
    for name, values in grid.items():
        if not isinstance(values, list) or not values:
            return f"{name}: must be a list of at least one value, got {values!r}"
        if any(not isinstance(value, str | int | float | bool) for value in values):
            return f"{name}: values must be text or numbers; join what stands together, such as `es+de`"
        if len(set(map(str, values))) < len(values):
            return f"{name}: a value comes twice in {values}"
        size *= len(values)
    return f"stands for {size:,} recipes, at most {MOST:,} are laid out" if size > MOST else None


def _combinations(grid: Mapping[str, list[Any]]) -> Iterator[Factors]:
    """Every combination of the values, the last name's changing fastest."""
    for values in product(*grid.values()):
        yield dict(zip(grid, values, strict=True))


def _pattern(name: str, grid: Mapping[str, Any]) -> str:
    """The recipe's name with a place for every factor: those that it does not name come at its end."""
    absent = [factor for factor in grid if factor not in NAME.findall(name)]
    return name + "".join(f"-{{{factor}}}" for factor in absent)


def _filled(value: Any, factors: Factors) -> Any:
    """The value with factors in the places of their names."""
    if isinstance(value, dict):
        return {key: _filled(entry, factors) for key, entry in value.items()}
    if isinstance(value, list):
        return [item for entry in value for item in _items(entry, factors)]
    return _text(value, factors) if isinstance(value, str) else value


def _items(entry: Any, factors: Factors) -> list[Any]:
    """A list's item with factors in place; a factor of joined values alone gives one item for each of them."""
    made = _filled(entry, factors)
    alone = isinstance(entry, str) and NAME.fullmatch(entry)
    return made.split(JOINED) if alone and isinstance(made, str) and entry != made else [made]


def _text(text: str, factors: Factors) -> str | int | float | bool:
    """The text with factors in place; a factor alone keeps its type, so that a number stays one."""
    whole = NAME.fullmatch(text)
    if whole and whole[1] in factors:
        return factors[whole[1]]
    return NAME.sub(lambda found: str(factors.get(found[1], found[0])), text)


def _add(tree: Tree, laid: dict[str, Any], name: str, recipe: Any, *, old: str) -> None:
    """Put a recipe under its name; all that is in it has the places of what it was made from."""
    if name in laid:
        tree.problems.append((tree.keys[RECIPES, old], f"{RECIPES}: two recipes have the name {name!r}"))
        return
    laid[name] = recipe
    if name == old:
        return
    for places in (tree.keys, tree.values):
        for route, place in list(places.items()):
            if route[:2] == (RECIPES, old):
                places[(RECIPES, name, *route[2:])] = place
    _place_new(tree, (RECIPES, name), recipe, tree.values[RECIPES, old])


def _place_new(tree: Tree, route: Route, value: Any, place: YamlPlace) -> None:
    """Give a place to what the grid has made, such as the items of joined values: that of what it is in."""
    place = tree.values.setdefault(route, place)
    tree.keys.setdefault(route, place)
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, entry in entries:
        _place_new(tree, (*route, step), entry, place)
