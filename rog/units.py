"""Units of measurement that can be compared: each as a multiple of its dimension's base unit.

Factors after the SI Brochure (9th edition) and NIST SP 811. A unit that is not known here, such as a currency,
compares with itself alone.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

__all__ = ["Scale", "plain_unit", "scale_of"]


class Scale(NamedTuple):
    """What an amount is in the base unit of its dimension: `amount * factor + offset`."""

    dimension: str
    factor: float
    offset: float = 0.0


PREFIXES = {
    "P": 1e15, "T": 1e12, "G": 1e9, "M": 1e6, "k": 1e3, "h": 1e2, "da": 1e1, "d": 1e-1, "c": 1e-2, "m": 1e-3, "µ": 1e-6,
    "n": 1e-9, "p": 1e-12,
}  # fmt: skip
PREFIXED = {
    "m": Scale("m", 1), "g": Scale("kg", 1e-3), "s": Scale("s", 1), "A": Scale("A", 1), "mol": Scale("mol", 1),
    "Hz": Scale("Hz", 1), "N": Scale("N", 1), "Pa": Scale("Pa", 1), "J": Scale("J", 1), "W": Scale("W", 1),
    "V": Scale("V", 1), "Ω": Scale("Ω", 1), "F": Scale("F", 1), "Wh": Scale("J", 3600), "cal": Scale("J", 4.184),
    "eV": Scale("J", 1.602176634e-19), "l": Scale("m³", 1e-3), "L": Scale("m³", 1e-3), "t": Scale("kg", 1e3),
    "B": Scale("B", 1), "bit": Scale("B", 0.125), "bar": Scale("Pa", 1e5),
}  # fmt: skip
"""Units that take a prefix of the SI."""

LEAST_OF_BYTES = 1e3
"""Least prefix of bytes and bits."""

POWERS = {"": 1, "²": 2, "³": 3}

OTHERS = {
    "in": Scale("m", 0.0254), "ft": Scale("m", 0.3048), "yd": Scale("m", 0.9144), "mi": Scale("m", 1609.344),
    "nmi": Scale("m", 1852), "au": Scale("m", 149597870700), "ly": Scale("m", 9460730472580800),
    "ha": Scale("m²", 1e4), "acre": Scale("m²", 4046.8564224), "mi²": Scale("m²", 1609.344**2),
    "ft²": Scale("m²", 0.3048**2), "gal": Scale("m³", 3.785411784e-3),
    "lb": Scale("kg", 0.45359237), "oz": Scale("kg", 0.028349523125), "st": Scale("kg", 6.35029318),
    "min": Scale("s", 60), "h": Scale("s", 3600), "d": Scale("s", 86400), "wk": Scale("s", 604800),
    "km/h": Scale("m/s", 1 / 3.6), "m/s": Scale("m/s", 1), "mph": Scale("m/s", 0.44704),
    "kn": Scale("m/s", 1852 / 3600),
    "K": Scale("K", 1), "°C": Scale("K", 1, 273.15), "°F": Scale("K", 5 / 9, 459.67 * 5 / 9),
    "KiB": Scale("B", 2**10),
    "MiB": Scale("B", 2**20), "GiB": Scale("B", 2**30), "TiB": Scale("B", 2**40),
    "hp": Scale("W", 745.69987158227022), "%": Scale("%", 1), "": Scale("1", 1),
}  # fmt: skip

SPELLINGS = {
    "metre": "m", "meter": "m", "kilometre": "km", "kilometer": "km", "centimetre": "cm", "centimeter": "cm",
    "millimetre": "mm", "millimeter": "mm", "mile": "mi", "foot": "ft", "feet": "ft", "inch": "in", "yard": "yd",
    "gram": "g", "kilogram": "kg", "kilo": "kg", "kg.": "kg", "tonne": "t", "ton": "t", "pound": "lb", "lbs": "lb",
    "ounce": "oz", "litre": "l", "liter": "l", "second": "s", "sec": "s", "minute": "min", "mins": "min", "hour": "h",
    "hr": "h", "hrs": "h", "day": "d", "week": "wk", "hectare": "ha", "acre": "acre", "watt": "W", "kilowatt": "kW",
    "volt": "V", "hertz": "Hz", "percent": "%", "per cent": "%", "byte": "B", "kilobyte": "kB", "megabyte": "MB",
    "gigabyte": "GB", "terabyte": "TB", "kph": "km/h", "kmh": "km/h", "knot": "kn", "celsius": "°C", "fahrenheit": "°F",
    "light-year": "ly", "light year": "ly", "degree celsius": "°C", "square kilometre": "km²",
    "square kilometer": "km²", "square metre": "m²", "square meter": "m²", "square mile": "mi²", "cubic metre": "m³",
    "cubic meter": "m³", "sq km": "km²", "sq m": "m²", "sq mi": "mi²", "μm": "µm",
}  # fmt: skip


def plain_unit(written: str) -> str:
    """The one spelling of a unit that may be written in several ways ("square kilometres", "km^2", "km2")."""
    unit = " ".join(written.split())
    if scale_of(unit) is not None:
        return unit
    powered = unit.replace("^2", "²").replace("^3", "³")
    if powered[-1:] in "23" and powered[:-1].isalpha():
        powered = powered[:-1] + "²³"[int(powered[-1]) - 2]
    if scale_of(powered) is not None:
        return powered
    spelt = powered.casefold()
    for form in (spelt, spelt.removesuffix("s"), spelt.removesuffix("es"), spelt.replace("metres", "metre")):
        if form in SPELLINGS:
            return SPELLINGS[form]
    return unit


@lru_cache(maxsize=1024)
def scale_of(unit: str) -> Scale | None:
    """What the unit is a multiple of; None for one that compares with itself alone."""
    if unit in OTHERS:
        return OTHERS[unit]
    symbol, power = (unit[:-1], POWERS[unit[-1]]) if unit[-1:] in ("²", "³") else (unit, 1)
    if symbol in PREFIXED and power == 1:
        return PREFIXED[symbol]
    if power > 1 and symbol == "m":
        return Scale(f"m{unit[-1]}", 1)
    for prefix, factor in PREFIXES.items():
        rest = symbol.removeprefix(prefix)
        if rest in ("B", "bit") and factor < LEAST_OF_BYTES:
            continue  # dB is no tenth of a byte
        if rest != symbol and rest in PREFIXED and (power == 1 or rest == "m"):
            base = PREFIXED[rest]
            return Scale(base.dimension if power == 1 else f"m{unit[-1]}", (factor * base.factor) ** power)
    return None
