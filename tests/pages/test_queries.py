"""How often a page asks the lab book's database: a few times however much a learner has, and once where it redraws."""

from __future__ import annotations

PER_PAGE = 4
MANY = 60
