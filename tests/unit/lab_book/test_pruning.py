"""Who gives what when the lab book is full."""

from __future__ import annotations

from dataclasses import replace

from lib.lab_book.pruning import HOUR, Held, Stored, aim, over_bytes, over_number, over_own

NOW = 1e9
OLD = NOW - 10 * HOUR


def held(run: str, learner: str, created: float, *, of: str = "", noted: bool = False) -> Held:
    return Held(run, learner, of or run, created, repeat=bool(of), noted=noted)


def stored(*runs: Held, files: str = "", epochs: str = "", lines: int = 0, live: bool = False) -> Stored:
    """A training; each letter of `files` and `epochs` is a digest."""
    return Stored(runs[0].training if runs else "x", list(runs), lines, set(files), set(epochs), live)


class TestNumber:
    def test_within_the_limit_nothing_goes(self) -> None:
        assert over_number([held("a", "ann", OLD)], 1, NOW) == []

    def test_whoever_holds_most_gives_their_oldest(self) -> None:
        some = [held(f"a{i}", "ann", OLD + i) for i in range(4)] + [held("b", "bob", OLD - 99)]
        assert over_number(some, 3, NOW) == ["a0", "a1"]

    def test_a_run_of_the_last_hour_stays(self) -> None:
        flood = [held(f"f{i}", "flood", NOW - i) for i in range(5)]
        assert over_number([*flood, held("b", "bob", OLD)], 5, NOW) == ["b"]
        assert over_number([*flood, held("b", "bob", NOW - 60)], 5, NOW) == []

    def test_a_run_of_an_open_room_stays(self) -> None:
        lesson = [replace(held(f"r{i}", "ann", OLD + i), in_room=True) for i in range(3)]
        assert over_number([*lesson, held("b", "bob", OLD + 9), held("new", "cem", NOW)], 4, NOW) == ["b"]
        assert over_own([*lesson, held("new", "ann", NOW)], 1, NOW) == []
        kept = [stored(run, files=run.run[-1], lines=100) for run in lesson]
        other = stored(held("b", "bob", OLD + 9), lines=100)
        assert over_bytes([*kept, other], {"0": 1, "1": 1, "2": 1}, 403, 350, NOW)[1] == ["b"]

    def test_many_invented_learners_take_turns_from_the_oldest(self) -> None:
        """Each of them holds one, as an honest learner may: then age alone decides, and what is under an hour old stays."""
        invented = [held(f"i{i}", f"invented {i}", OLD + 100 + i) for i in range(8)]
        ann = [held("a0", "ann", OLD), held("a1", "ann", NOW - 60)]
        assert over_number([*invented, *ann], 8, NOW) == ["a0", "i0"]  # ann held two

    def test_bare_repeats_go_before_named_ones(self) -> None:
        some = [
            held("n", "ann", OLD, of="t", noted=True),
            held("b", "bob", OLD + 1, of="t"),
            held("c", "c", OLD + 2, of="t"),
        ]
        assert over_number(some, 2, NOW) == ["b"]

    def test_the_newest_stays_even_where_it_is_bare(self) -> None:
        some = [held("n", "ann", OLD - 2, of="t", noted=True), held("new", "bob", OLD, of="t")]
        assert over_number(some, 1, NOW) == ["n"]

    def test_a_twentieth_more_is_freed_than_must_be(self) -> None:
        some = [held(f"{i}", f"{i}", OLD + i) for i in range(101)]
        assert len(over_number(some, 100, NOW)) == 6
        assert aim(100) == 95


class TestOwn:
    def test_the_oldest_go_and_the_newest_stays(self) -> None:
        some = [held("b", "ann", OLD + 5, of="t"), held("a", "ann", OLD), held("new", "ann", NOW, of="t")]
        assert over_own(some, 2, NOW) == ["b"]  # a repeat, which one click brings back
        assert over_own(some, 1, NOW) == ["b", "a"]
        assert over_own(some, 3, NOW) == []

    def test_none_of_the_last_hour_goes(self) -> None:
        some = [held(f"{i}", "ann", NOW - 10 * i) for i in range(9)] + [held("a", "ann", OLD)]
        assert over_own(some, 2, NOW) == ["a"]


SIZES = dict.fromkeys("pqrstuvwxyz", 100)


def room(some: list[Stored], limit: int) -> tuple[list[str], list[str]]:
    digests = {digest for each in some for digest in each.files | each.epochs}
    total = sum(SIZES[digest] for digest in digests) + sum(each.lines for each in some)
    return over_bytes(some, SIZES, total, limit, NOW)


class TestBytes:
    def test_replays_of_old_runs_go_before_any_run(self) -> None:
        some = [
            stored(held("a", "ann", OLD), files="p", epochs="qr"),
            stored(held("b", "bob", NOW - 60), files="s", epochs="tu"),
        ]
        assert room(some, 425) == (["a"], [])

    def test_then_old_runs_then_recent_replays_and_recent_runs_never(self) -> None:
        some = [
            stored(held("a", "ann", OLD), files="p", epochs="q"),
            stored(held("b", "bob", NOW - 60), files="s", epochs="t"),
        ]
        assert room(some, 210) == (["a"], ["a"])
        some = [
            stored(held("a", "ann", OLD), files="p", epochs="q"),
            stored(held("b", "bob", NOW - 60), files="s", epochs="t"),
        ]
        assert room(some, 10) == (["a", "b"], ["a"])

    def test_whoever_holds_most_bytes_gives_though_another_has_more_runs(self) -> None:
        small = [stored(held(f"b{i}", "bob", OLD - i), lines=10) for i in range(5)]
        big = [stored(held("a0", "ann", OLD + 1), files="p"), stored(held("a1", "ann", OLD + 2), files="q")]
        assert room([*small, *big], 200) == ([], ["a0"])

    def test_a_live_run_stays_whatever_it_takes(self) -> None:
        assert room([stored(live=True, files="pqr")], 100) == ([], [])

    def test_a_file_that_others_share_frees_nothing_until_the_last(self) -> None:
        some = [stored(held("a", "ann", OLD), files="p"), stored(held("b", "ann", OLD + 1), files="p")]
        assert room([*some, stored(held("c", "cem", OLD + 2), files="q")], 150) == ([], ["a", "b"])

    def test_bare_repeats_go_with_their_run(self) -> None:
        some = [
            stored(held("a", "ann", OLD), held("r", "bob", OLD, of="a"), files="p"),
            stored(held("c", "cem", OLD + 1), files="q"),
        ]
        assert room(some, 110)[1] == ["a", "r"]

    def test_a_repeat_of_today_keeps_the_run_young(self) -> None:
        some = [
            stored(held("a", "ann", OLD), held("r", "bob", NOW, of="a"), files="p"),
            stored(held("c", "cem", OLD + 1), files="q"),
        ]
        assert room(some, 110)[1] == ["c"]

    def test_what_somebody_named_goes_last_and_is_handed_on_first(self) -> None:
        shared = stored(held("a", "ann", OLD), held("r", "bob", OLD, of="a", noted=True), files="p")
        assert room([shared, stored(held("c", "cem", OLD), files="q")], 110)[1] == ["c"]
        assert room([shared], 50)[1] == ["a", "r"]

    def test_a_stranger_s_named_repeats_cost_nobody_a_run(self) -> None:
        """Ann holds most; a flood names repeats of all of hers. What goes is what frees room: a run without them."""
        hers = [
            stored(
                held(f"a{i}", "ann", OLD + i),
                *(held(f"f{i}{k}", f"f{k}", OLD + i, of=f"a{i}", noted=True) for k in range(9)),
                files=letter,
            )
            for i, letter in enumerate("pqr")
        ]
        assert room([*hers, stored(held("b", "bob", OLD), files="s")], 320)[1] == ["b"]
