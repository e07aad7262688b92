"""Draws bench.json: bars of time, one group for each work, the axis logarithmic."""
import html
import math

WIDTH, LEFT, ROW, GAP = 760, 110, 18, 34


def bars(report, labels, works):
    """An SVG image as text."""
    times = {work: [(labels[name], stack[work]["median_ns"])
                    for name, stack in report["stacks"].items() if work in stack] for work in works}
    every = [ns for group in times.values() for _, ns in group]
    low, high = math.floor(math.log10(min(every))), math.ceil(math.log10(max(every)))
    scale = (WIDTH - LEFT - 90) / (high - low)
    parts, y = [], 10
    for work, group in times.items():
        y += GAP - ROW
        parts.append(f'<text x="4" y="{y + 12}" font-weight="bold">{work}, time a message, on a logarithmic scale</text>')
        for label, ns in group:
            y += ROW
            length = (math.log10(ns) - low) * scale
            color = "#2a7" if label == "CSIP" else "#89a"
            value = f"{ns:,.0f} ns" if ns < 1e4 else f"{ns / 1e3:,.0f} µs"
            parts.append(f'<text x="{LEFT - 6}" y="{y + 12}" text-anchor="end">{html.escape(label)}</text>'
                         f'<rect x="{LEFT}" y="{y + 2}" width="{length:.0f}" height="{ROW - 4}" '
                         f'fill="{color}"/>'
                         f'<text x="{LEFT + length + 6:.0f}" y="{y + 12}">{value}</text>')
        y += ROW
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{y + 10}" '
            f'font-family="sans-serif" font-size="12">\n<rect width="100%" height="100%" fill="#fff"/>\n'
            + "\n".join(parts) + "\n</svg>\n")
