"""The transforms of SVG (W3C, SVG 1.1, chapter 7) as matrices (a, b, c, d, e, f)."""

import re
from math import cos, hypot, radians, sin

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
CALL = re.compile(r"(matrix|translate|scale|rotate)\s*\(([^)]*)\)")
NUMBER = re.compile(r"-?\d*\.?\d+(?:[eE][-+]?\d+)?")


def times(outer: Matrix, inner: Matrix) -> Matrix:
    """First the inner one, then the outer."""
    a, b, c, d, e, f = outer
    g, h, i, j, k, m = inner
    return (
        a * g + c * h,
        b * g + d * h,
        a * i + c * j,
        b * i + d * j,
        a * k + c * m + e,
        b * k + d * m + f,
    )


def apply(matrix: Matrix, point: tuple[float, float]) -> tuple[float, float]:
    """Where a point goes."""
    a, b, c, d, e, f = matrix
    x, y = point
    return a * x + c * y + e, b * x + d * y + f


def scale_of(matrix: Matrix) -> float:
    """How much longer lengths become, both axes averaged."""
    return (hypot(matrix[0], matrix[1]) + hypot(matrix[2], matrix[3])) / 2


def matrix_of(text: str) -> Matrix:
    """What a `transform` attribute says; what is not known of it is left out."""
    whole = IDENTITY
    for name, inside in CALL.findall(text[:2000]):
        numbers = [float(n) for n in NUMBER.findall(inside)]
        whole = times(whole, _one(name, numbers))
    return whole


def _one(name: str, n: list[float]) -> Matrix:
    match name, len(n):
        case "matrix", 6:
            return (n[0], n[1], n[2], n[3], n[4], n[5])
        case "translate", 1 | 2:
            return (1.0, 0.0, 0.0, 1.0, n[0], n[1] if len(n) == 2 else 0.0)
        case "scale", 1 | 2:
            return (n[0], 0.0, 0.0, n[-1], 0.0, 0.0)
        case "rotate", 1 | 3:
            c, s = cos(radians(n[0])), sin(radians(n[0]))
            turned = (c, s, -s, c, 0.0, 0.0)
            if len(n) == 1:
                return turned
            there: Matrix = (1.0, 0.0, 0.0, 1.0, n[1], n[2])
            back: Matrix = (1.0, 0.0, 0.0, 1.0, -n[1], -n[2])
            return times(times(there, turned), back)
    return IDENTITY
