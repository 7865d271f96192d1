"""The colours and type of charts, light and dark; both pairs of scales are safe for colour-blind readers."""

from collections.abc import Mapping, Sequence
from typing import Any

FONT = "system-ui, 'Noto Sans', 'Noto Sans CJK SC', 'Noto Sans Arabic', 'Noto Sans Devanagari', sans-serif"


def _theme(ink: str, muted: str, line: str, surface: str, ranges: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    axis = {
        "labelColor": muted,
        "titleColor": muted,
        "gridColor": line,
        "domainColor": line,
        "tickColor": line,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelLimit": 220,
        "titlePadding": 8,
        "labelPadding": 6,
    }
    return {
        "background": surface,
        "font": FONT,
        "view": {"stroke": None},
        "axis": axis,
        "legend": {"labelColor": ink, "titleColor": muted, "labelFontSize": 12, "labelLimit": 240, "symbolSize": 90},
        "title": {"color": ink, "anchor": "start", "fontSize": 13, "fontWeight": 600, "offset": 10},
        "text": {"color": ink, "fontSize": 12},
        "rule": {"color": muted},
        "range": ranges,
    }


LIGHT = _theme(
    "#1d2129",
    "#59606d",
    "#e4e6ea",
    "#ffffff",
    {
        "diverging": ["#e58a4e", "#f4c7a6", "#f5f5f3", "#aecdea", "#5f9fd8"],
        "category": ["#1f6fb4", "#d2691e", "#2a8c6f", "#9355a8", "#a68a12", "#c04a6b", "#5c6b7a"],
    },
)
DARK = _theme(
    "#eceef2",
    "#a5adba",
    "#353b46",
    "#181c23",
    {
        "diverging": ["#a8501f", "#6b4230", "#272c35", "#2b4a6b", "#2a6cab"],
        "category": ["#6cb2f0", "#f29a56", "#5cc5a2", "#cb93dd", "#d8bf4c", "#ee86a3", "#a3b1bf"],
    },
)
