"""What the lab's languages lose as language: the loss of hidden words in monolingual documents that none trained on."""

from dataclasses import replace

from xstilts.readers import lab
from xstilts.task_types.lm_loss import LanguageModelLoss

TASK = lab.task(
    replace(lab.passages(("plain",)), splits=("dev", "test")),
    type=LanguageModelLoss(),
    headline="nll",
    about="monolingual documents, as a probe of the encoder's own language model.",
)
