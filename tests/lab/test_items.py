"""Items: splits are decided by meaning, and a world that has said everything says so."""

from itertools import islice

import pytest

from xstilts.base.errors import UserError
from xstilts.lab.events import draw
from xstilts.lab.items import Item, belongs, items
from xstilts.lab.single import sentence
from xstilts.lab.streams import below, stream


def test_every_meaning_belongs_to_one_split_however_it_is_put(lab):
    rng = stream(0, "belongs")
    shares = {"train": 0, "dev": 0, "test": 0}
    for _ in range(3000):
        event = draw(lab.world, rng)
        found = [split for split in shares if belongs((event,), split)]
        assert len(found) == 1
        assert belongs((event._replace(passive=not event.passive, fronted=not event.fronted),), found[0])
        shares[found[0]] += 1
    assert abs(shares["train"] / 3000 - 0.8) < 0.03
    assert abs(shares["test"] / 3000 - 0.1) < 0.03


def test_a_stream_of_items_depends_on_its_name_and_split_alone(lab):
    def said(name, split):
        return [item.clauses for item in islice(items(lab.world, name, sentence, split), 50)]

    assert said("a", "train") == said("a", "train")
    assert said("a", "train") != said("b", "train")
    assert not set(said("a", "dev")) & set(said("a", "test"))


def test_a_world_with_too_little_to_say_is_told_so(lab):
    rng = stream(0, "few")
    few = [draw(lab.world, rng) for _ in range(60)]

    def one_of_few(world, rng):
        return Item(clauses=(few[below(rng, len(few))],))

    with pytest.raises(UserError, match=r"lab\.test: the world has too little to say for more than \d test items"):
        list(items(lab.world, "few", one_of_few, "test"))
    with pytest.raises(UserError, match="too little to say"):  # and so is the next language that asks
        list(items(lab.world, "few", one_of_few, "test"))
    # Training may hear the same again.
    assert len(list(islice(items(lab.world, "few", one_of_few, "train"), 500))) == 500
