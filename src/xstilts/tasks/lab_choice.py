"""Multiple choice in the lab: which of four things the same person does next in this world."""

from xstilts.lab.reading import CHOICES
from xstilts.readers import lab
from xstilts.task_types.multiple_choice import MultipleChoice

TASK = lab.task(
    lab.LabData(kind="choice", make=lab.choices),
    type=MultipleChoice(count=CHOICES),
    headline="accuracy",
    about="which of four things happens next?",
)
