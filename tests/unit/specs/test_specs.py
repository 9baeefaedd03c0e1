"""The tables of settings: defaults, ranges, URL and JSON, whatever somebody writes into a link."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.specs import cost, specs
from lib.specs.choices import ALL_PHOTOS, SET_SIZES
from lib.specs.specs import DigitRun, Experiment, RaceRun, RetrainRun, SpecError, from_query, make, to_query


@pytest.mark.parametrize("kind", [kind for kind in specs.KINDS if specs.FIELDS[kind]])
def test_the_table_and_the_spec_say_the_same(kind: str) -> None:
    default = specs.KINDS[kind]()
    names = [field.name for field in specs.FIELDS[kind]]
    assert sorted(names) == sorted(specs.to_dict(default))
    for field in specs.FIELDS[kind]:
        assert getattr(default, field.name) == field.default
        assert field.check(field.default) == field.default
        assert field.reason
        assert field.help


def test_own_pictures_offer_some_settings_of_a_retraining_with_usual_values_of_their_own() -> None:
    usual = make("own", {})
    assert usual == RetrainRun(pictures="own", train_size=ALL_PHOTOS, epochs=20)
    for field in specs.FIELDS["own"]:
        assert getattr(usual, field.name) == field.default == field.check(field.default)
    assert to_query(usual, "own") == {}
    found, notes = from_query("own", {"epochs": "7", "batch_size": "64"}, {"base": "pocket"})
    assert (found, notes) == (make("own", {"epochs": 7, "base": "pocket"}), [])
    assert to_query(found, "own") == {"epochs": "7", "base": "pocket"}


def values(kind: str) -> st.SearchStrategy:
    """Specs with any allowed value in every setting."""
    one = {
        "int": lambda f: st.integers(int(f.low), int(f.high)),
        "float": lambda f: st.floats(f.low, f.high),
        "bool": lambda f: st.booleans(),
        "choice": lambda f: st.sampled_from([value for value, _ in f.choices]),
        "layers": lambda f: st.lists(st.integers(int(f.low), int(f.high)), max_size=4).map(tuple),
        "indices": lambda f: st.lists(st.integers(int(f.low), int(f.high)), max_size=200),
    }
    made = st.fixed_dictionaries({field.name: one[field.kind](field) for field in specs.FIELDS[kind]})
    return made.map(lambda found: specs.make(kind, found))


@given(st.sampled_from(sorted(specs.KINDS)).flatmap(lambda kind: st.tuples(st.just(kind), values(kind))))
def test_json_gives_the_spec_back(case: tuple) -> None:
    kind, spec = case
    assert specs.make(kind, json.loads(json.dumps(specs.to_dict(spec)))) == spec


@given(st.sampled_from(sorted(specs.KINDS)).flatmap(lambda kind: st.tuples(st.just(kind), values(kind))))
def test_a_link_gives_the_spec_back(case: tuple) -> None:
    kind, spec = case
    found, notes = specs.from_query(kind, specs.to_query(spec))
    assert not notes
    for field in specs.FIELDS[kind]:
        wanted = getattr(spec, field.name)
        if field.kind == "float":  # a link writes six digits
            assert getattr(found, field.name) == pytest.approx(wanted, rel=1e-5)
        else:
            assert getattr(found, field.name) == wanted


@given(st.dictionaries(st.sampled_from([f.name for f in specs.DIGIT_FIELDS]), st.text(max_size=60)))
def test_no_link_breaks_the_page(query: dict[str, str]) -> None:
    spec, notes = specs.from_query("digits", query)
    assert isinstance(spec, DigitRun)
    for name, text in query.items():
        field = specs.field("digits", name)
        try:
            field.parse(text)
        except SpecError:
            assert getattr(spec, name) == field.default
            assert any(field.label in note for note in notes)


@pytest.mark.parametrize(
    "wrong", [{"epochs": 0}, {"epochs": 2.5}, {"epochs": True}, {"hidden": [1] * 5}, {"hidden": [0]}, {"optimizer": "best"},
              {"learning_rate": float("nan")}, {"nodes": 3}],
)  # fmt: skip
def test_a_wrong_setting_is_named(wrong: dict) -> None:
    with pytest.raises(SpecError) as error:
        specs.make("digits", wrong)
    assert (
        specs.field("digits", next(iter(wrong))).label in str(error.value) if "nodes" not in wrong else True
    )


def test_updates_are_counted_with_the_last_smaller_batch() -> None:
    assert DigitRun().updates_per_epoch() == 550
    assert DigitRun(batch_size=512).updates_per_epoch() == 108
    assert DigitRun(batch_size=512).updates_per_epoch(3929) == 8


def test_identity_knows_every_setting_and_the_data() -> None:
    base = specs.identity(DigitRun(), "a")
    assert base == specs.identity(DigitRun(), "a")
    others = [
        specs.identity(DigitRun(), "b"),
        specs.identity(DigitRun(seed=1), "a"),
        specs.identity(RetrainRun(), "a"),
    ]
    assert len({base, *others}) == 4


def test_a_run_costs_more_with_more_of_anything() -> None:
    usual = cost.seconds(DigitRun())
    for more in (DigitRun(epochs=20), DigitRun(batch_size=8), DigitRun(hidden=(1000, 1000))):
        assert cost.seconds(more) > usual
    assert cost.seconds(DigitRun(train_size=1000)) < usual
    assert cost.pace([], DigitRun()) == 1
    assert cost.pace([(DigitRun(), 3 * usual)], DigitRun()) == pytest.approx(3)


def test_a_set_s_photos_are_all_there_are_unless_told():
    everything = make("retrain", {"pictures": "caltech101"})
    assert isinstance(everything, RetrainRun)
    assert everything.train_size == ALL_PHOTOS
    assert to_query(everything) == {"pictures": "caltech101"}
    some = make("retrain", {"pictures": "caltech101", "train_size": 1600})
    for spec in (everything, some, RetrainRun(train_size=50), make("retrain", {})):
        assert from_query("retrain", to_query(spec)) == (spec, [])


def test_other_sets_cost_what_their_pictures_cost() -> None:
    """New heads on every set fit into the usual limit; features computed on the spot are part of it."""
    sets = [make("retrain", {"pictures": name}) for name in (*SET_SIZES, "own")]
    for spec in sets:
        assert isinstance(spec, RetrainRun)
        assert cost.features(spec) < cost.seconds(spec) < 90
    assert cost.features(RetrainRun()) == 0
    one, more = (make("retrain", {"pictures": "caltech101", "train_size": n}) for n in (500, 4000))
    assert cost.seconds(one) < cost.seconds(more)


def test_old_names_are_still_taken_and_todays_count_first() -> None:
    """Of links, JSON and experiments that were stored before."""
    old = {"photos": "80", "open_layers": "2", "without": "7,3", "method": "fine_tune"}
    spec = RetrainRun(method="fine_tune", train_size=80, unfrozen_blocks=2, excluded_rows=(3, 7))
    assert from_query("retrain", old) == (spec, [])
    assert make("retrain", {"photos": 80, "open_layers": 2, "without": [3, 7], "method": "fine_tune"}) == spec
    assert not old.keys() & to_query(spec).keys() - {"method"}
    assert make("digits", {"examples": 2000, "train_size": 300}) == DigitRun(train_size=300)
    raced = make("experiment", {"base": {"epochs": 1}, "varied": "examples", "values": [200, 1000]})
    assert raced == Experiment("digits", DigitRun(epochs=1), "train_size", (200, 1000))
    with pytest.raises(SpecError, match="no setting called 'photos'"):
        make("digits", {"photos": 80})


OLD_LINKS = [
    ("digits", "epochs=3&batch_size=512", DigitRun(epochs=3, batch_size=512)),
    ("digits", "hidden=none&examples=2000", DigitRun(hidden=(), train_size=2000)),
    ("digits", "hidden=32,16&dropout=0.25&seed=7", DigitRun(hidden=(32, 16), dropout=0.25, seed=7)),
    ("digits", "optimizer=sgd&learning_rate=0.1&schedule=one_cycle", DigitRun(optimizer="sgd", learning_rate=0.1, schedule="one_cycle")),
    ("digits", "stop_early=1&without=3,12", DigitRun(stop_early=True, excluded_rows=(3, 12))),
    ("retrain", "photos=200", RetrainRun(train_size=200)),
    ("retrain", "method=fine_tune&open_layers=2&fine_rate=1e-05", RetrainRun(method="fine_tune", unfrozen_blocks=2, fine_rate=1e-5)),
    ("retrain", "pictures=caltech101&base=pocket", RetrainRun(pictures="caltech101", base="pocket", train_size=ALL_PHOTOS)),
    ("retrain", "method=scratch&photos=50&without=4", RetrainRun(method="scratch", train_size=50, excluded_rows=(4,))),
    ("race", "racers=all&base=pocket", RaceRun(racers="all", base="pocket")),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "link", "spec"), OLD_LINKS)
def test_a_link_of_the_first_version_still_works(kind: str, link: str, spec: specs.Spec) -> None:
    assert from_query(kind, dict(parse_qsl(link))) == (spec, [])
