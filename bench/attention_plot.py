#!/usr/bin/env python3
"""Draws what `polyhead bench attention --json` printed, as one SVG: time and memory over the length, both logarithmic.

    attention_plot.py NUMBERS.jsonl > docs/attention.svg
"""
import json
import math
import sys

FORMS = {"composed": "#7a3b8f", "tiled": "#31688e", "sliding window": "#1f9e89", "block sparse": "#5a9a2f", "linear": "#c2790a"}
WIDTH, HEIGHT, LEFT, TOP, GAP = 400, 300, 60, 36, 60


def panel(cells, key, factor, title, x0):
    points = {form: [(c["length"], factor * c[key]) for c in cells if c["form"] == form and c.get(key)] for form in FORMS}
    lengths = sorted({c["length"] for c in cells})
    values = [v for line in points.values() for _, v in line]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))

    def x(length):
        return x0 + WIDTH * (math.log2(length) - math.log2(lengths[0])) / (math.log2(lengths[-1]) - math.log2(lengths[0]))

    def y(value):
        return TOP + HEIGHT * (1 - (math.log10(value) - low) / (high - low))

    out = [f'<text class="title" x="{x0}" y="{TOP - 14}">{title}</text>']
    for length in lengths:
        out.append(f'<line class="grid" x1="{x(length):.1f}" y1="{TOP}" x2="{x(length):.1f}" y2="{TOP + HEIGHT}"/>')
        out.append(f'<text x="{x(length):.1f}" y="{TOP + HEIGHT + 16}" text-anchor="middle">{length}</text>')
    for power in range(low, high + 1):
        out.append(f'<line class="grid" x1="{x0}" y1="{y(10 ** power):.1f}" x2="{x0 + WIDTH}" y2="{y(10 ** power):.1f}"/>')
        out.append(f'<text x="{x0 - 6}" y="{y(10 ** power) + 4:.1f}" text-anchor="end">{10 ** power:,}</text>')
    for form, line in points.items():
        path = " ".join(f"{x(length):.1f},{y(value):.1f}" for length, value in line)
        out.append(f'<polyline points="{path}" stroke="{FORMS[form]}"/>')
        out += [f'<circle cx="{x(n):.1f}" cy="{y(v):.1f}" r="3" fill="{FORMS[form]}"/>' for n, v in line]
    return out


def main(path):
    with open(path) as file:
        cells = [line for line in map(json.loads, file) if "length" in line and not line.get("left_out")]
    whole, tall = 2 * WIDTH + 2 * LEFT + GAP, TOP + HEIGHT + 60
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {tall}" role="img" aria-label="Time and memory of five forms of attention">',
           "<style>text{font:12px system-ui,sans-serif;fill:#555}.title{font-size:14px;font-weight:600}.grid{stroke:#8886;stroke-width:1}"
           "polyline{fill:none;stroke-width:2}@media(prefers-color-scheme:dark){text{fill:#bbb}}</style>"]
    out += panel(cells, "seconds", 1000, "Milliseconds by tokens", LEFT)
    out += panel(cells, "peak_memory_mb", 1, "Megabytes at the peak by tokens", LEFT + WIDTH + LEFT + GAP / 2)
    for i, (form, colour) in enumerate(FORMS.items()):
        at = LEFT + 150 * i
        out.append(f'<line x1="{at}" y1="{tall - 14}" x2="{at + 20}" y2="{tall - 14}" stroke="{colour}" stroke-width="3"/>')
        out.append(f'<text x="{at + 26}" y="{tall - 10}">{form}</text>')
    print("\n".join(out + ["</svg>"]))


if __name__ == "__main__":
    main(sys.argv[1])
