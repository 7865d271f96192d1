"""What the world is about: classes of nouns, groups of verbs, and English glosses by which a person reads them.

A gloss only names a concept for us. What languages say instead are made-up words.
"""

CLASSES = ("person", "animal", "food", "tool", "vehicle", "place", "nature")
"""The noun classes. Each has a word of its own: the hypernym of its members."""

NOUNS = {
    "person": "teacher doctor baker farmer singer child judge pilot sailor guard painter nurse",
    "animal": "dog cat horse goat wolf rabbit bird fox bear mouse sheep lion",
    "food": "apple bread soup rice cheese cake fish egg salad honey bean pear",
    "tool": "hammer knife needle rope brush ladder lamp spade saw bucket pen key",
    "vehicle": "car boat train bicycle plane wagon bus sledge ferry tram truck canoe",
    "place": "school market garden kitchen church harbour library farm bridge office hall tower",
    "nature": "river forest hill lake island desert valley beach cave meadow swamp cliff",
}

FRAMES = {
    "eat": (("person", "animal"), ("food",)),
    "hunt": (("person", "animal"), ("animal",)),
    "use": (("person",), ("tool", "vehicle")),
    "meet": (("person",), ("person",)),
    "visit": (("person",), ("place", "nature")),
    "make": (("person",), ("food", "tool", "vehicle")),
}
"""Groups of verbs with the classes that their agents and their patients come from."""

VERBS = {
    "eat": "eat refuse swallow spit_out cook burn taste ignore",
    "hunt": "hunt protect catch free chase avoid wound heal",
    "use": "use shelve repair break hold drop clean soil",
    "meet": "meet avoid praise blame trust doubt greet snub",
    "visit": "enter leave love hate find lose guard abandon",
    "make": "make destroy sell buy offer withhold move fix",
}
"""Two neighbours are antonyms."""

ADJECTIVES = (
    ("big", "small", CLASSES),
    ("old", "young", ("person", "animal", "nature")),
    ("clean", "dirty", ("animal", "tool", "vehicle", "place")),
    ("hot", "cold", ("food", "place", "nature")),
    ("fast", "slow", ("person", "animal", "vehicle")),
    ("heavy", "light", ("food", "tool", "vehicle")),
    ("quiet", "noisy", ("person", "vehicle", "place")),
    ("fresh", "rotten", ("food", "nature")),
    ("strong", "weak", ("person", "animal", "tool")),
    ("bright", "dark", ("place", "nature", "tool")),
    ("cheap", "dear", ("food", "tool", "vehicle")),
    ("kind", "cruel", ("person", "animal")),
)
"""Pairs of antonyms with the classes that they fit."""

PERSON_NAMES = "Anna Boris Clara_Maro David Elena_Toma Farid Greta Hugo_Lind Ines Jonas Kira_Vass Leon"
PLACE_NAMES = "Arden Belmont Corvo New_Dorin Elmar Fosca Galen Port_Hale Ithaca Jura"
"""An underscore joins the words of a name of two words."""

TIMES = "today yesterday often rarely early late soon always"
NUMBERS = "two three four five six seven eight nine"
FUNCTIONS = "not past passive by in object who what"
"""What grammar alone needs; `object` is the case marker. A language that does not mark one has no word for it."""
