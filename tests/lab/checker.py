"""Reads sentences back, word by word, and works every label out anew from what they say.

It knows a language's settings, its word list and the facts of the world (which noun is of which class, which concepts
are antonyms, who can do what). It shares no code with the generators: it parses where they linearise, and compares
meanings where they make them.
"""

from dataclasses import dataclass, field
from itertools import product

from xstilts.lab.glosses import FRAMES

MODIFIERS = {"adjective", "number"}


@dataclass
class Meaning:
    """What one sentence was understood to say. `tags` has (part of speech, name tag, role) for every word."""

    verb: int = 0
    nouns: dict = field(default_factory=dict)
    modifiers: dict = field(default_factory=dict)
    place: int = 0
    time: int = 0
    past: bool = False
    negated: bool = False
    tags: list = field(default_factory=list)

    def content(self):
        return (self.verb, self.nouns, self.modifiers, self.place, self.time, self.past, self.negated)


class Checker:
    def __init__(self, world, language, forms):
        self.world, self.language = world, language
        self.marks = {concept: gloss for gloss, concept in world.function.items()}
        self.by_words = {}
        for concept, ways in enumerate(forms):
            for form in ways:
                self.by_words.setdefault(form, []).append(concept)
        self.longest = max(map(len, self.by_words))

    # -- reading ---------------------------------------------------------------------------------------------------

    def read(self, text):
        """The one meaning of a sentence. Fails where there is none, or more than one."""
        units = self.units(text.split())
        found = []
        for senses in product(*[self.by_words[unit] for unit in units]):
            found += self.parses(units, list(senses))
        assert len(found) == 1, f"{len(found)} readings of {text!r} ({self.language.code})"
        return found[0]

    def units(self, words):
        units, at = [], 0
        while at < len(words):
            size = next(n for n in range(self.longest, 0, -1) if tuple(words[at : at + n]) in self.by_words)
            units.append(tuple(words[at : at + size]))
            at += size
        return units

    def kind(self, concept):
        return self.marks.get(concept) or self.world.concepts[concept].kind

    def parses(self, units, senses):
        kinds = [self.kind(concept) for concept in senses]
        if kinds.count("verb") != 1:
            return []
        spans = self.adverbials(kinds)
        if spans is None:
            return []
        core, time_at, place_at = spans
        meaning = Meaning(time=senses[time_at] if time_at >= 0 else 0, place=senses[place_at] if place_at >= 0 else 0)
        parts = {time_at: "TMP", place_at: "LOC"}
        group = self.verb_group(kinds, core)
        if group is None:
            return []
        left = [i for i in core if i < group[0]]
        right = [i for i in core if i > group[-1]]
        verb_at = kinds.index("verb")
        parts[verb_at] = "V"
        meaning.verb = senses[verb_at]
        marks = {kinds[i] for i in group}
        meaning.negated, meaning.past = "not" in marks, "past" in marks
        results = []
        for phrases in self.splits(left, right):
            read = self.participants(phrases, kinds, senses, "passive" in marks)
            if read is not None:
                nouns, modifiers, roles = read
                full = Meaning(
                    meaning.verb, nouns, modifiers, meaning.place, meaning.time, meaning.past, meaning.negated
                )
                full.tags = self.tags(units, senses, parts | roles)
                results.append(full)
        return results

    def adverbials(self, kinds):
        """Indices of the rest, of the time and of the place; None if they stand wrongly."""
        time_at = kinds.index("time") if "time" in kinds else -1
        in_at = kinds.index("in") if "in" in kinds else -1
        place_at = -1
        taken = {time_at} - {-1}
        if in_at >= 0:
            place_at = in_at + (1 if self.language.adposition == "before" else -1)
            if not 0 <= place_at < len(kinds) or kinds[place_at] not in ("noun", "name", "class"):
                return None
            taken |= {in_at, place_at}
        core = [i for i in range(len(kinds)) if i not in taken]
        if core != list(range(core[0], core[-1] + 1)):
            return None
        return core, time_at, place_at

    def verb_group(self, kinds, core):
        """Indices of the verb and of what marks it, in the order that the language has them in."""
        at = kinds.index("verb")
        group = [at]
        for mark in ("passive", "past"):
            if group[-1] + 1 in core and kinds[group[-1] + 1] == mark:
                group.append(group[-1] + 1)
        if self.language.negation == "before":
            group = [at - 1, *group] if at - 1 in core and kinds[at - 1] == "not" else group
        elif group[-1] + 1 in core and kinds[group[-1] + 1] == "not":
            group.append(group[-1] + 1)
        every = [i for i in core if kinds[i] in ("passive", "past", "not")]
        return group if set(every) <= set(group) else None

    def splits(self, left, right):
        """Every way to have the subject and the object on their sides of the verb."""
        at = self.language.order.index("V")
        first = [self.language.order[:at], self.language.order[at + 1 :]]
        options = []
        for names, indices in zip(first, (left, right), strict=True):
            if len(names) == 0:
                options.append([{}] if not indices else [])
            elif len(names) == 1:
                options.append([{names: indices}])
            else:
                options.append([{names[0]: indices[:i], names[1]: indices[i:]} for i in range(1, len(indices))])
        return [one | other for one, other in product(*options)]

    def participants(self, phrases, kinds, senses, passive):
        marked = {}
        for name in "SO":
            indices = phrases[name]
            if name == "O" and (passive or self.language.case):
                mark = "by" if passive else "object"
                first = passive and self.language.adposition == "before"
                if not indices or kinds[indices[0 if first else -1]] != mark:
                    return None
                indices = indices[1:] if first else indices[:-1]
            marked[name] = self.phrase(indices, kinds, senses)
            if marked[name] is None:
                return None
        agent, patient = ("O", "S") if passive else ("S", "O")
        nouns, modifiers, roles = {}, {}, {}
        for role, tag, name in (("agent", "A0", agent), ("patient", "A1", patient)):
            noun, own, indices = marked[name]
            nouns[role] = noun
            modifiers |= {(role, kind): concept for kind, concept in own.items()}
            roles |= dict.fromkeys(indices, tag)
        return nouns, modifiers, roles

    def phrase(self, indices, kinds, senses):
        """Noun and modifiers, if the indices are one phrase in the language's order."""
        order = (
            ["number", "adjective", "head"] if self.language.adjective == "before" else ["number", "head", "adjective"]
        )
        heads = ("noun", "name", "class", "who", "what")
        said = ["head" if kinds[i] in heads else kinds[i] for i in indices]
        if said.count("head") != 1 or said != [kind for kind in order if kind in said] or len(set(said)) < len(said):
            return None
        at = indices[said.index("head")]
        own = {kinds[i]: senses[i] for i in indices if i != at}
        return senses[at], own, indices

    def tags(self, units, senses, parts):
        pos = {"noun": "NOUN", "class": "NOUN", "name": "PROPN", "verb": "VERB", "adjective": "ADJ", "time": "ADV"}
        pos |= {"number": "NUM", "by": "ADP", "in": "ADP", "who": "PRON", "what": "PRON"}
        tags, before = [], None
        for i, (unit, concept) in enumerate(zip(units, senses, strict=True)):
            kind, role = self.kind(concept), parts.get(i)
            for position in range(len(unit)):
                name = "O"
                if kind == "name":
                    sort = "PER" if self.world.concepts[concept].of == "person" else "LOC"
                    name = f"{'I' if position else 'B'}-{sort}"
                inside = role is not None and role == before
                tags.append((pos.get(kind, "PART"), name, f"{'I' if inside else 'B'}-{role}" if role else "O"))
                before = role
        return tags

    # -- judging ---------------------------------------------------------------------------------------------------

    def antonyms(self, one, other):
        return one and other and self.world.concepts[one].antonym == other

    def is_a(self, one, other):
        """Whether what the first noun names is also named by the second."""
        return one == other or other == self.world.hypernym.get(self.world.concepts[one].of)

    def nli(self, premise, hypothesis):
        opposed = 0
        if premise.verb != hypothesis.verb:
            if not self.antonyms(premise.verb, hypothesis.verb):
                return "neutral"
            opposed += 1
        opposed += premise.negated != hypothesis.negated
        if premise.past != hypothesis.past:
            return "neutral"
        for role in ("agent", "patient"):
            if not self.is_a(premise.nouns[role], hypothesis.nouns[role]):
                return "neutral"
        held = [self.holds(premise.modifiers.get(key), wanted) for key, wanted in hypothesis.modifiers.items()]
        held += [
            getattr(premise, slot) == getattr(hypothesis, slot)
            for slot in ("place", "time")
            if getattr(hypothesis, slot)
        ]
        if False in held:
            return "neutral"
        # Opposite verb and opposite polarity together say the same again.
        return "contradiction" if "opposite" in held or opposed == 1 else "entailment"

    def holds(self, given, wanted):
        return "opposite" if self.antonyms(given, wanted) else given == wanted

    def paws(self, one, other):
        return "1" if one.content() == other.content() else "0"

    def sts(self, one, other):
        """How many of verb, agent, patient, place and time both have."""
        assert (one.past, one.negated, one.modifiers) == (other.past, other.negated, other.modifiers)
        same = [getattr(one, slot) == getattr(other, slot) for slot in ("verb", "place", "time")]
        same += [one.nouns[role] == other.nouns[role] for role in ("agent", "patient")]
        return str(sum(same))

    def topic(self, meaning):
        return self.world.concepts[meaning.verb].of

    def accept(self, meaning):
        agents, patients = FRAMES[self.topic(meaning)]
        classes = {role: self.world.concepts[noun].of for role, noun in meaning.nouns.items()}
        return "1" if classes["agent"] in agents and classes["patient"] in patients else "0"

    def answer(self, context, question):
        """All the spans of words that answer, as (sentence, text)."""
        wanted = {concept: gloss for concept, gloss in self.marks.items() if gloss in ("who", "what")}
        role = next(role for role, noun in question.nouns.items() if noun in wanted)
        known = "patient" if role == "agent" else "agent"
        tag = {"agent": "A0", "patient": "A1"}[role]
        answers = []
        for sentence in context:
            meaning = self.read(sentence)
            if meaning.verb == question.verb and self.is_a(meaning.nouns[known], question.nouns[known]):
                words = sentence.split()
                answers.append(" ".join(w for w, t in zip(words, meaning.tags, strict=True) if t[2].endswith(tag)))
                living = self.world.concepts[meaning.nouns[role]].of in ("person", "animal")
                assert wanted[question.nouns[role]] == ("who" if living else "what")
        return answers

    def choice(self, first, choices):
        """The choices that may come next: the same person does what follows in this world."""
        return [
            str(i)
            for i, choice in enumerate(choices)
            if choice.verb == self.world.next[first.verb] and choice.nouns["agent"] == first.nouns["agent"]
        ]
