"""Making room in the lab book: what runs leave is deleted with the last of them, and limits are held.

The rules of who gives what are in `lib.lab_book.pruning`; here they meet the tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    Text,
    cast,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
)

from lib.lab_book import pruning
from lib.lab_book.pruning import Held, Stored
from lib.lab_book.tables import (
    TRAINING,
    answers,
    blobs,
    files,
    progress,
    room_members,
    rooms,
    rows,
    runs,
    trainings,
)

LIVE = ("queued", "running")
REPLAYS = 3  # a learner's newest runs that keep their weights of every epoch: at most 12 MB each
ROW_BYTES = 160  # of one point of a curve, its index with it, as measured in an SQLite file
LINE_BYTES = 1500  # of a run without what it computed: its settings, its status
ANSWER_DAYS = 200  # that an answer is kept: longer than a school's half-year
ANSWERS_OF_ONE = 500  # the course asks about 200 questions
ANSWERS_IN_ALL = 100_000  # 300 learners with as many answers as the course has questions, and some more
ANSWER_BYTES = 150  # beside its text
ANSWERS_SHARE = 10  # one part in so many of the disk is for answers, whatever their number
_ANSWER_SIZE = func.length(answers.c.value) + ANSWER_BYTES
_BATCH = 500  # ids in one statement; databases bound the number of parameters


def drop_runs(c: Connection, ids: Iterable[str]) -> None:
    """Deletes runs. What they computed stays while any other run shows it."""
    for some in _batches(ids):
        found = {row[0] for row in c.execute(select(TRAINING).where(runs.c.id.in_(some)))}
        # Held until the end, so that of two last runs deleted at once one sees the other gone.
        c.execute(select(trainings.c.id).where(trainings.c.id.in_(found)).with_for_update()).all()
        c.execute(delete(runs).where(runs.c.id.in_(some)))
        shown = select(TRAINING).where(or_(runs.c.id.in_(found), runs.c.copy_of.in_(found)))
        gone = found - {row[0] for row in c.execute(shown)}
        drop_files(c, files.c.training.in_(gone))
        c.execute(delete(rows).where(rows.c.training.in_(gone)))
        c.execute(delete(trainings).where(trainings.c.id.in_(gone)))


def drop_files(c: Connection, which: ColumnElement[bool]) -> int:
    """Takes references to files away, and the files that nothing refers to any more; the bytes that this frees."""
    digests = {row.digest for row in c.execute(select(files.c.digest).where(which))}
    c.execute(delete(files).where(which))
    freed = 0
    for some in _batches(digests):
        used = {row.digest for row in c.execute(select(files.c.digest).where(files.c.digest.in_(some)))}
        unused = blobs.c.digest.in_(set(some) - used)
        freed += c.execute(
            select(func.coalesce(func.sum(func.length(blobs.c.data)), 0)).where(unused)
        ).scalar_one()
        c.execute(delete(blobs).where(unused))
    return freed


def trim_own(c: Connection, learner: str, limit: int, now: float) -> int:
    """Holds one learner's own limits, of runs and of replays; how many runs went."""
    mine = _held(c, runs.c.learner == learner)
    gone = set(pruning.over_own(mine, limit, now))
    drop_runs(c, sorted(gone))
    newest = sorted((held for held in mine if held.run not in gone), key=lambda held: -held.created)
    old = {held.training for held in newest[REPLAYS:]} - {held.training for held in newest[:REPLAYS]}
    others = select(TRAINING).where(
        or_(runs.c.id.in_(old), runs.c.copy_of.in_(old)), runs.c.learner != learner
    )
    old -= {row[0] for row in c.execute(others)}
    drop_files(c, files.c.training.in_(old) & (files.c.what == "epoch"))
    return len(gone)


def trim_answers(c: Connection, table: Table, learner: str) -> None:
    """Holds one learner's limit of answers, or of lessons: the oldest go."""
    keys = list(table.primary_key.columns)
    mine = select(*keys).where(table.c.learner == learner).order_by(table.c.at.desc())
    for old in c.execute(mine.offset(ANSWERS_OF_ONE)).all():
        c.execute(delete(table).where(*(key == value for key, value in zip(keys, old, strict=True))))


def make_room(c: Connection, in_all: int, limit: int, now: float) -> bool:
    """Holds the limits of all together: trained runs and repeats by number, everything by bytes, answers by age too.

    It reads the whole list of runs, so whoever calls it does so once in many writes.

    Returns:
        Whether there is room now; runs of the last hour may take all of it.
    """
    room = True
    _trim_old_answers(c, limit, now)
    ended = _held(c, runs.c.state.not_in(LIVE))
    for repeat in (False, True):  # apart: a click that trains nothing must not push out what took time
        some = [held for held in ended if held.repeat == repeat]
        drop_runs(c, pruning.over_number(some, in_all, now))
        room = room and pruning.young(some, now) < pruning.aim(in_all)
    stored, sizes, total = _measure(c)
    replays, gone = pruning.over_bytes(stored.values(), sizes, total, limit, now)
    for batch in _batches(replays):
        drop_files(c, files.c.training.in_(batch) & (files.c.what == "epoch"))
    drop_runs(c, gone)
    room = room and sum(last_hour(c, now).values()) < pruning.aim(limit)
    return room and (total <= limit or _measure(c)[2] <= limit)


def last_hour(c: Connection, now: float) -> dict[str, int]:
    """Bytes, replays apart, of each training that a run of the last hour, or a live one, shows."""
    young = (runs.c.created > now - pruning.HOUR) | runs.c.state.in_(LIVE)
    shown = select(TRAINING).where(young)
    sizes = dict.fromkeys(c.execute(shown).scalars(), LINE_BYTES)
    size = func.sum(func.length(blobs.c.data))
    kept = select(files.c.training, size).join(blobs, blobs.c.digest == files.c.digest)
    kept = kept.where(files.c.training.in_(shown), files.c.what != "epoch").group_by(files.c.training)
    points = select(rows.c.training, ROW_BYTES * func.count()).where(rows.c.training.in_(shown))
    for query in (kept, points.group_by(rows.c.training)):
        for training, some in c.execute(query):
            sizes[training] = sizes.get(training, 0) + some
    return sizes


def young_repeats(c: Connection, now: float) -> int:
    query = select(func.count()).where(runs.c.created > now - pruning.HOUR, runs.c.copy_of.is_not(None))
    return c.execute(query.select_from(runs)).scalar_one()


def _measure(c: Connection) -> tuple[dict[str, Stored], dict[str, int], int]:
    """What every training keeps, the bytes of every file, and the bytes of all."""
    stored: dict[str, Stored] = {}

    def of(training: str) -> Stored:
        # Another process may add one between two queries
        return stored.setdefault(training, Stored(training))

    for held in _held(c, runs.c.state.not_in(LIVE)):
        of(held.training).runs.append(held)
        of(held.training).lines += LINE_BYTES
    for training in c.execute(select(TRAINING).where(runs.c.state.in_(LIVE))).scalars():
        of(training).live = True
    text = func.length(cast(trainings.c.history, Text)) + func.length(cast(trainings.c.result, Text))
    for training, size in c.execute(select(trainings.c.id, text)):
        of(training).lines += size
    for training, points in c.execute(select(rows.c.training, func.count()).group_by(rows.c.training)):
        of(training).lines += ROW_BYTES * points
    sizes = {row[0]: row[1] for row in c.execute(select(blobs.c.digest, func.length(blobs.c.data)))}
    for training, what, digest in c.execute(select(files.c.training, files.c.what, files.c.digest)):
        if digest in sizes:
            (of(training).epochs if what == "epoch" else of(training).files).add(digest)
    words = c.execute(select(func.coalesce(func.sum(_ANSWER_SIZE), 0))).scalar_one()
    return stored, sizes, sum(sizes.values()) + sum(each.lines for each in stored.values()) + words


def _trim_old_answers(c: Connection, limit: int, now: float) -> None:
    """Answers and progress of long ago go, and past the limits all of the learners who were last here longest ago."""
    for table in (answers, progress):
        c.execute(delete(table).where(table.c.at < now - 86400 * ANSWER_DAYS))
    for table, size in ((answers, _ANSWER_SIZE), (progress, literal(ANSWER_BYTES))):
        found = c.execute(
            select(table.c.learner, func.count().label("number"), func.sum(size).label("bytes"))
            .group_by(table.c.learner)
            .order_by(func.max(table.c.at))
        ).all()
        number, held = sum(row.number for row in found), sum(row.bytes for row in found)
        if number <= ANSWERS_IN_ALL and held <= limit // ANSWERS_SHARE:
            continue
        gone = []
        for row in found:
            if number <= pruning.aim(ANSWERS_IN_ALL) and held <= pruning.aim(limit // ANSWERS_SHARE):
                break
            gone.append(row.learner)
            number, held = number - row.number, held - row.bytes
        for some in _batches(gone):
            c.execute(delete(table).where(table.c.learner.in_(some)))


def _held(c: Connection, which: ColumnElement[bool]) -> list[Held]:
    """Runs that have ended, of those that `which` names."""
    bet = exists().where(answers.c.learner == runs.c.learner, answers.c.question == runs.c.id)
    query = select(
        runs.c.id,
        runs.c.learner,
        TRAINING,
        runs.c.created,
        runs.c.copy_of.is_not(None),
        or_(runs.c.name != "", bet),
        exists().where(
            room_members.c.learner == runs.c.learner,
            rooms.c.code == room_members.c.room,
            rooms.c.opened <= runs.c.created,
        ),
    ).where(which, runs.c.state.not_in(LIVE))
    return [
        Held(run, learner, training, created, bool(repeat), bool(noted), bool(in_room))
        for run, learner, training, created, repeat, noted, in_room in c.execute(query)
    ]


def _batches(values: Iterable[str]) -> Iterator[list[str]]:
    some = sorted(values)
    for start in range(0, len(some), _BATCH):
        yield some[start : start + _BATCH]
