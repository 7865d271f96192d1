"""What a report needs and takes seconds to get ready: libraries to import, an engine of charts to start.

A run imports this while its first workers import their own libraries and a core has nothing to do.
"""

import pyarrow as pa

from xstilts.report import export, gather, page, write

__all__ = ["export", "gather", "page", "write"]

pa.table({"warm": ["up"]})  # pyarrow looks for pandas at its first table
page.vega()
export.drawn({"mark": "point"})
