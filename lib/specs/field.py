"""One setting: how it is named, bounded, explained, shown and written. It knows no particular setting."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

LEFT_OUT = 200  # pictures at most that a learner marks as unfit: a long list, and a link that still works


class SpecError(ValueError):
    """A setting that cannot be used; the message says which, and what is allowed."""


@dataclass(frozen=True)
class Field:
    """One setting: how it is named, bounded, explained and shown."""

    name: str
    label: str
    kind: Literal["int", "float", "choice", "layers", "bool", "indices"]
    default: Any
    reason: str  # why this default
    help: str
    low: float = 0
    high: float = 0
    choices: tuple[tuple[str, str], ...] = ()  # (value, label)
    front: bool = False  # in front of "More settings"
    log: bool = False  # steps of equal ratio
    step: int = 1  # between the stops of a slider
    was: tuple[str, ...] = ()  # older names, which links, JSON and the command line still take

    @property
    def names(self) -> tuple[str, ...]:
        """All that it answers to, today's name first."""
        return (self.name, *self.was)

    def parse(self, text: str) -> Any:
        """The value that a URL or a command line writes as `text`.

        Raises:
            SpecError: not a value of this kind, or out of range.
        """
        try:
            if self.kind == "int":
                return self.check(int(text))
            if self.kind == "float":
                return self.check(float(text))
            if self.kind == "layers":
                parts = [part for part in text.split(",") if part.strip() and part.strip() != "none"]
                return self.check(tuple(int(part) for part in parts))
            if self.kind == "indices":
                return self.check(
                    tuple(int(part) for part in text[: LEFT_OUT * 8].split(",") if part.strip())
                )
        except SpecError:
            raise
        except ValueError:
            raise SpecError(f"{self.label}: {self.allowed}, not {text[:40]!r}.") from None
        if self.kind == "bool":
            if text not in {"0", "1", "true", "false"}:
                raise SpecError(f"{self.label}: {self.allowed}, not {text[:40]!r}.")
            return text in {"1", "true"}
        return self.check(text)

    def check(self, value: Any) -> Any:
        """`value` in its own type; SpecError where it is of another kind or out of range."""
        ok = False
        if self.kind == "int":
            ok = isinstance(value, int) and not isinstance(value, bool) and self.low <= value <= self.high
        elif self.kind == "float":
            ok = isinstance(value, int | float) and math.isfinite(value) and self.low <= value <= self.high
            value = float(value) if ok else value
        elif self.kind == "bool":
            ok = isinstance(value, bool)
        elif self.kind == "choice":
            ok = value in dict(self.choices)
        elif self.kind == "layers":
            ok = isinstance(value, list | tuple) and len(value) <= 4
            ok = ok and all(isinstance(n, int) and self.low <= n <= self.high for n in value)
            value = tuple(value) if ok else value
        elif self.kind == "indices":
            ok = isinstance(value, list | tuple) and len(value) <= LEFT_OUT
            ok = ok and all(isinstance(n, int) and self.low <= n <= self.high for n in value)
            value = tuple(sorted(set(value))) if ok else value
        if not ok:
            raise SpecError(f"{self.label}: {self.allowed}, not {str(value)[:40]}.")
        return value

    @property
    def allowed(self) -> str:
        if self.kind == "layers":
            return f"up to 4 layers of {self.low:g} to {self.high:g} nodes, as in 500,300"
        if self.kind == "indices":
            return f"up to {LEFT_OUT} picture numbers from {self.low:g} to {self.high:g}, as in 12,345"
        if self.kind == "choice":
            return "one of " + ", ".join(value for value, _ in self.choices)
        if self.kind == "bool":
            return "1 or 0"
        whole = "a whole number" if self.kind == "int" else "a number"
        return (
            f"{whole} from {self.low:,g} to {self.high:,.0f}"
            if self.high >= 1
            else f"{whole} from {self.low:g} to {self.high:g}"
        )

    def text(self, value: Any) -> str:
        """How a URL writes `value`; `parse` reads it back."""
        if self.kind == "layers":
            return ",".join(map(str, value)) or "none"
        if self.kind == "indices":
            return ",".join(map(str, value))
        if self.kind == "bool":
            return str(int(value))
        return f"{value:g}" if self.kind == "float" else str(value)
