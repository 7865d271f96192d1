"""Data sets of a few invented sentences in the published formats, and a study on them: seconds to run, all of it real.

Three languages share their grammar and differ in the endings of their words, so that there is something to transfer.
"""

import random
from pathlib import Path

ENDINGS = {"en": "", "de": "en", "es": "os"}
NAMES = {"de": "deu", "es": "spa"}
WORDS = {
    "NOUN": "cat dog bird horse tree river stone house boat king".split(),
    "VERB": "sees hears finds takes holds calls".split(),
    "ADJ": "old small green loud".split(),
    "DET": ["the", "a"],
}
ORDER = ("DET", "ADJ", "NOUN", "VERB", "DET", "NOUN")

STUDY = """\
study: small
question: Does invented entailment make invented transfer better?
languages: [en, de, es]
seeds: 2
encoders:
  tiny:
    build: {layers: 2, width: 32, heads: 2, feed_forward: 64, max_length: 64}
    tokenizer: {vocabulary: 160}
    pretrain:
      tasks: [mlm_text, parallel]
      train: {learning_rate: 3e-3, max_steps: 30, batch_size: 16}
intermediate:
  nli: {tasks: [rte], replay: {tasks: [mlm_text], every: 2}}
train: {learning_rate: 1e-3, max_steps: 6, batch_size: 8, max_length: 48}
targets: [pawsx, udpos, {task: tatoeba, options: {layer: 1}}]
contrasts:
  - {claim: entailment helps, better: nli, on: pawsx}
"""


def sentence(rng: random.Random) -> list[tuple[str, str]]:
    """English words with their tags."""
    return [(rng.choice(WORDS[tag]), tag) for tag in ORDER]


def said(words: list[tuple[str, str]], language: str) -> str:
    """The sentence in a language."""
    return " ".join(f"{word}{ENDINGS[language]}" for word, _ in words)


def write(path: Path, lines: list[str]) -> Path:
    """Write lines; the folder is made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def write_data(folder: Path) -> Path:
    """Write every data set below `folder`."""
    rng = random.Random(0)
    for language in ENDINGS:
        write(folder / f"mlm_text/web/{language}.txt", [said(sentence(rng), language) for _ in range(60)])
    both = [sentence(rng) for _ in range(60)]
    for language in ENDINGS:
        write(folder / f"parallel/tico19/{language}.txt", [said(words, language) for words in both])
    for language, name in NAMES.items():
        pairs = [sentence(rng) for _ in range(20)]
        for side, spoken in ((name, language), ("eng", "en")):
            lines = [said(words, spoken) for words in pairs]
            write(folder / f"tatoeba/v1/tatoeba.{name}-eng.{'eng' if side == 'eng' else name}", lines)
    _write_entailment(folder / "glue/RTE", rng)
    _write_paraphrases(folder / "pawsx", rng)
    _write_tags(folder / "udpos", rng)
    return folder


def _pairs(rng: random.Random, count: int, language: str) -> list[tuple[str, str, bool]]:
    """Two sentences, the second with its nouns changed about in every other pair."""
    found = []
    for number in range(count):
        first = sentence(rng)
        second = first if number % 2 else [*first[:2], first[5], first[3], first[4], first[2]]
        found.append((said(first, language), said(second, language), bool(number % 2)))
    return found


def _write_entailment(folder: Path, rng: random.Random) -> None:
    for split, count in (("train", 48), ("dev", 12)):
        rows = [
            f"{number}\t{a}\t{b}\t{'entailment' if same else 'not_entailment'}"
            for number, (a, b, same) in enumerate(_pairs(rng, count, "en"))
        ]
        write(folder / f"{split}.tsv", ["index\tsentence1\tsentence2\tlabel", *rows])


def _write_paraphrases(folder: Path, rng: random.Random) -> None:
    for split, count, languages in (("train", 48, ("en",)), ("test", 12, tuple(ENDINGS))):
        for language in languages:
            rows = [f"{a}\t{b}\t{int(same)}" for a, b, same in _pairs(rng, count, language)]
            write(folder / f"{split}-{language}.tsv", rows)


def _write_tags(folder: Path, rng: random.Random) -> None:
    for split, count, languages in (("train", 40, ("en",)), ("test", 12, tuple(ENDINGS))):
        for language in languages:
            lines = []
            for _ in range(count):
                lines += [f"{word}{ENDINGS[language]}\t{tag}" for word, tag in sentence(rng)]
                lines.append("")
            write(folder / f"{split}-{language}.tsv", lines)
