"""xSID slots: the parts of a request that an assistant needs, such as times and titles."""

from xstilts.readers.xsid import read_slots
from xstilts.task_types.base import Task
from xstilts.task_types.tagging import Tagging

SLOTS = (
    "album artist best_rating condition_description condition_temperature cuisine datetime entity_name facility genre "
    "location movie_name movie_type music_item object_location_type object_name object_part_of_series_type "
    "object_select object_type party_size_description party_size_number playlist rating_unit rating_value "
    "recurring_datetime reference reference-part reminder/todo restaurant_name restaurant_type served_dish service "
    "sort track weather/attribute"
).split()

TASK = Task(
    type=Tagging(tags=("O", *(f"{mark}-{slot}" for slot in SLOTS for mark in "BI"))),
    languages=tuple("ar da de en id it ja kk nl sr tr zh".split()),
    files={
        "train": ("xsid/xSID-0.7/{language}.train.conll",),
        "dev": ("xsid/xSID-0.7/{language}.valid.conll",),
        "test": ("xsid/xSID-0.7/{language}.test.conll",),
    },
    read=read_slots,
    headline="f1",
    licence="CC BY-SA 4.0",
    cite="vandergoot-2021-xsid: From Masked Language Modeling to Translation: Non-English Auxiliary Tasks",
    about="slots in requests to an assistant",
    notes=("The English training set, en.train.conll, is in the mainlp/xsid repository.",),
)
