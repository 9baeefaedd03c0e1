"""Lesson: try things. Experiments, each with a card and a link of its own."""

from __future__ import annotations

from lib.screen.experiments import try_bias, try_cycle, try_race, try_rate, try_unfreeze, try_vary, try_wrong
from lib.screen.experiments.try_cards import Card, choose
from lib.screen.kit import host, lesson, pet_tiles

LESSON = "try_things"
PARTS = {
    "race": Card("Race", "Which setting gives the best result? Change one thing.", try_race.show),
    "unfreeze": Card("Unfreezing", "Let the base learn too. Does it help?", try_unfreeze.show),
    "vary": Card("Vary the photos", "Mirror and move each photo. Does it help?", try_vary.show),
    "wrong": Card("Gone wrong on purpose", "One fault in a training. Find it.", try_wrong.show),
    "bias": Card(
        "An unfair picture set (biased data)", "All cats are dark, all dogs are light.", try_bias.show
    ),
    "rate": Card("Find a learning rate", "Make the steps larger and larger.", try_rate.show, further=True),
    "cycle": Card("One cycle", "Change the rate during a run.", try_cycle.show, further=True),
}

pet_tiles.dress()
host.engine().warm_up()
lesson.opening(
    LESSON, "You find out which setting changed the result. Change one thing, and keep all others."
)
tried = PARTS[choose(PARTS)].show()
lesson.next_lesson(LESSON)
lesson.done(LESSON, bool(tried))
