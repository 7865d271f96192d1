"""xSID intents: what does someone want of an assistant? Translated from English by people."""

from xstilts.readers.xsid import read_intents
from xstilts.task_types.base import Task
from xstilts.task_types.classification import Classification

DOMAINS = {
    "": "AddToPlaylist BookRestaurant PlayMusic RateBook SearchCreativeWork SearchScreeningEvent",
    "alarm/": "cancel_alarm modify_alarm set_alarm show_alarms snooze_alarm time_left_on_alarm",
    "reminder/": "cancel_reminder set_reminder show_reminders",
    "weather/": "find",
}

TASK = Task(
    type=Classification(labels=tuple(f"{domain}{intent}" for domain, all in DOMAINS.items() for intent in all.split())),
    languages=tuple("ar da de en id it ja kk nl sr tr zh".split()),
    files={
        "train": ("xsid/xSID-0.7/{language}.train.conll",),
        "dev": ("xsid/xSID-0.7/{language}.valid.conll",),
        "test": ("xsid/xSID-0.7/{language}.test.conll",),
    },
    read=read_intents,
    headline="accuracy",
    licence="CC BY-SA 4.0",
    cite="vandergoot-2021-xsid: From Masked Language Modeling to Translation: Non-English Auxiliary Tasks",
    about="intents of requests to an assistant, 16 of them",
    notes=("The English training set, en.train.conll, is in the mainlp/xsid repository.",),
)
