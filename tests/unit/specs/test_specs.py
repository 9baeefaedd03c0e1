"""The tables of settings: defaults, ranges, URL and JSON, whatever somebody writes into a link."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.specs import cost, specs
from lib.specs.choices import ALL_PHOTOS, SET_SIZES
from lib.specs.specs import DigitRun, RetrainRun, SpecError, from_query, make, to_query


@pytest.mark.parametrize("kind", [kind for kind, table in specs.FIELDS.items() if table])
def test_the_table_and_the_spec_say_the_same(kind: str) -> None:
    default = specs.KINDS[kind]()
    names = [field.name for field in specs.FIELDS[kind]]
    assert sorted(names) == sorted(specs.to_dict(default))
    for field in specs.FIELDS[kind]:
        assert getattr(default, field.name) == field.default
        assert field.check(field.default) == field.default
        assert field.reason
        assert field.help


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
