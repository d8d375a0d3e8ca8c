"""Charts as SVG, with nothing but text."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

ROW, LABEL, BAR, VALUE = 24, 220, 360, 80
"""Height of a row; widths of the names, the longest bar and the figures, in pixels."""
_OURS, _OTHERS = "#1f6f8b", "#b8c4c8"


def bar_chart(title: str, bars: Mapping[str, float]) -> str:
    """Return horizontal bars, the longest first; ours stand out.

    >>> bar_chart("MB/s", {"cleaner": 2.0, "other": 1.0}).count("<rect")
    2
    """
    longest = max(bars.values(), default=1.0)
    width, height = LABEL + BAR + VALUE, ROW * (len(bars) + 1) + 8
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" font-family="sans-serif" '
        f'font-size="13"><text x="4" y="17" font-weight="bold">{escape(title)}</text>'
    ]
    for number, (name, value) in enumerate(sorted(bars.items(), key=lambda item: -item[1]), 1):
        y, length = ROW * number, max(1.0, BAR * value / longest)
        colour = _OURS if name.startswith("cleaner") else _OTHERS
        parts.append(
            f'<text x="4" y="{y + 17}">{escape(name)}</text>'
            f'<rect x="{LABEL}" y="{y + 4}" width="{length:.1f}" height="{ROW - 8}" fill="{colour}"/>'
            f'<text x="{LABEL + length + 6:.1f}" y="{y + 17}">{value:,.1f}</text>'
        )
    return "".join([*parts, "</svg>\n"])
