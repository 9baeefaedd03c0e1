"""The settings of a run kind as they stand, drawn as widgets, kept in the session and in the URL; and the button that starts a run.

It shows no run: what comes of it is the page's business.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.engine.engine import Refused
from lib.export.link import HIDE
from lib.lab_book.book import LabBookError
from lib.screen.kit import host
from lib.screen.kit.learner import settled, visitor
from lib.screen.kit.plain import plain
from lib.screen.kit.widgets import LIMITS, nodes_of_layers, widget
from lib.screen.kit.words import lasting
from lib.specs import specs
from lib.specs.field import Field
from lib.specs.specs import FIELDS, Spec

CHANGED = "The settings changed while you pressed, so nothing was started. Look at them, and press again."
AS_IN_THE_TABLE: Mapping[str, Any] = MappingProxyType({})


def choose(
    kind: str,
    more: tuple[str, ...] | None = None,
    reading: dict[str, str] | None = None,
    highest: Mapping[str, int] = AS_IN_THE_TABLE,
    usual: Mapping[str, Any] = AS_IN_THE_TABLE,
    notes: DeltaGenerator | None = None,
) -> Spec:
    """Draws the settings of a run kind and gives the spec they make.

    Args:
        kind: "digits", "retrain", or "own" for a new head on own pictures.
        more: names shown behind "More settings"; all that are not in front unless told.
        reading: a caption under a setting, by name ("550 updates an epoch").
        highest: upper ends of sliders that depend on another setting, by name; a value above comes down to it.
        usual: values by name that stand in place of the table's here.
        notes: where it is told what a link has set, or could not; here unless told.
    """
    notes = notes or st.container()
    spec = _recall(kind, highest, usual, notes)
    values, hidden = {}, _hidden(kind)
    if hidden:
        told = ", ".join(
            f"{f.label} {f.text(getattr(spec, f.name))}" for f in FIELDS[kind] if f.name in hidden
        )
        who = "Set by your lecturer" if st.session_state.get(LIMITS) else "Set by whoever gave you the link"
        notes.caption(f":material/lock: {who}: {told}.")
    for field in FIELDS[kind]:
        if field.front and field.name not in hidden:
            values[field.name] = widget(field, highest.get(field.name))
            if reading and field.name in reading:
                st.caption(reading[field.name])
    with st.expander("More settings", key="more_settings"):
        for field in FIELDS[kind]:
            if not field.front and (more is None or field.name in more) and field.name not in hidden:
                values[field.name] = widget(field, highest.get(field.name))
        st.button(
            "Usual settings", key="usual_settings", type="tertiary", icon=":material/restart_alt:", on_click=put,
            args=(kind, specs.make(kind, {**usual, **{name: getattr(spec, name) for name in hidden}})),
        )  # fmt: skip
    chosen = specs.make(kind, _values(kind, spec) | values)
    if chosen != spec:  # a link's mistake is told until the learner has chosen something
        st.session_state.pop(f"_notes_{kind}", None)
    _remember(kind, chosen)
    return chosen


def left_out(kind: str, name: str) -> bool:
    """Whether whoever gave the link has left this control out."""
    return name in _hidden(kind)


def told(spec: Spec) -> str:
    """The settings in one line: those in front, and others where they are not the usual ones."""
    fields, usual = FIELDS[specs.kind_of(spec)], type(spec)()
    shown = [f for f in fields if f.front or getattr(spec, f.name) != getattr(usual, f.name)]
    return " · ".join(
        f"{f.label} **{_written(f, getattr(spec, f.name))}**" for f in shown if f.kind != "indices"
    )


def _written(field: Field, value: Any) -> str:
    """As the control shows it."""
    if field.choices:
        return dict(field.choices)[value]
    return f"{value:,}" if field.kind == "int" else field.text(value)


def current(kind: str, usual: Mapping[str, Any] = AS_IN_THE_TABLE) -> Spec:
    """The spec of the settings as they stand, also before they are drawn: a slider just moved counts already."""
    spec = _opened(kind, usual)
    if st.session_state.get("_controls") != kind:
        return spec
    said = {
        f.name: st.session_state[f.name]
        for f in FIELDS[kind]
        if f.kind not in {"layers", "indices"} and f.name in st.session_state
    }
    if hasattr(spec, "hidden") and "hidden_layers" in st.session_state:
        said["hidden"] = nodes_of_layers()
    return specs.make(kind, _values(kind, spec) | said)


def follow(kind: str, spec: Spec | None, usual: Mapping[str, Any] = AS_IN_THE_TABLE) -> bool:
    """Sets the controls to the run that is shown on a page just opened; whether it did. Call it once the learner is known.

    Settings of a link or of this session's own stay: these the learner has chosen, or somebody for them.
    """
    standing, untouched = current(kind, usual), st.session_state.pop(f"_untouched_{kind}", None)
    if spec is None or untouched != standing or standing == spec:
        return False
    put(kind, spec)
    return True


def start_button(
    spec: Spec,
    label: str,
    key: str,
    start: Callable[[Any], None],
    *,
    use: Callable[[Any], None] | None = None,
    ready: bool = True,
    first: str = "",
    told: str = "",
    wide: bool = False,
    second: bool = False,
) -> None:
    """The button that starts `spec`; beside it, once, why it cannot, or how long that takes.

    Where the run would take too long, a click sets what fits.

    Args:
        start: called with the settings.
        use: sets other settings; where the page has no widgets for them, they are started at once.
        ready: False disables the button, for a reason of the page's own.
        first: what is to be done before, in place of how long it takes.
        told: what stands there in place of "About 20 seconds on this machine."
        wide: whether the button takes the whole column.
        second: a button above it says already why none can be started.
    """
    engine, kind = host.engine(), specs.kind_of(spec)
    hindrance = engine.hindrance(spec)
    drawn = current(kind) if st.session_state.get("_controls") == kind else None
    st.button(
        label, key=key, type="primary", width="stretch" if wide else "content", on_click=_start, args=(start, spec, drawn),
        disabled=bool(hindrance) or not ready or not settled(),
    )  # fmt: skip
    if not (hindrance and second):
        st.caption(hindrance or first or told or how_long(spec, turns=ready))
    for number, way in enumerate(engine.fitting(spec)):
        with_start = way.label if use else f"{way.label} and start"
        st.button(
            with_start, key=f"{key}_fits_{number}", icon=":material/tune:", on_click=_start, args=(use or start, way.spec, drawn),
            disabled=use is None and (not ready or not settled()),
        )  # fmt: skip


def _start(start: Callable[[Any], None], spec: Spec, drawn: Spec | None) -> None:
    """Starts what the page showed. A click that came along with another setting was meant for that one: it is shown first."""
    if drawn is not None and current(specs.kind_of(spec)) != drawn:
        st.session_state["refusal"] = CHANGED
    else:
        start(spec)


def submit(
    spec: Spec,
    source: str,
    then: Callable[[str], None] = lambda run_id: None,
    key: str = "refusal",
    **how: Any,
) -> None:
    """Hands a run to the engine; a refusal is kept until `refusal` tells it.

    Args:
        source: what identifies its data.
        then: called with the run's id.
        key: which button's refusal it would be.
        how: as `Engine.submit` takes them.
    """
    try:
        then(host.engine().submit(visitor(), spec, source, **how))
    except (Refused, LabBookError) as refusal:
        st.session_state[key] = str(refusal)


def refusal(key: str = "refusal") -> None:
    """Why a run was not taken on; once, and not where its button says the same."""
    told = st.session_state.pop(key, "")
    if told and told != host.engine().lacks_memory():
        st.warning(plain(told), icon=":material/block:")


def how_long(spec: Spec, *, turns: bool = True) -> str:
    """How long a run takes alone, and with the turns of those that train now where these make a difference.

    Args:
        turns: False where none can be started now: one that trains may be the learner's own, and is over by then.
    """
    alone = max(1.0, host.engine().predicted_seconds(spec))
    shared = host.engine().seconds_with_turns(spec) if turns else 0.0
    more = (
        f" With those that train now, in turns: about {lasting(shared)}." if shared > 1.2 * alone + 1 else ""
    )
    return f"About {lasting(alone)} on this machine.{more}"


def put(kind: str, spec: Spec) -> None:
    """Sets the widgets to `spec` from the page's next run on."""
    _remember(kind, spec)
    st.session_state.pop("_controls", None)


def limit(names: tuple[str, ...]) -> None:
    """Leaves only these settings open, and all others at their usual values; all of them without any name."""
    st.session_state[LIMITS] = names
    for kind in ("digits", "retrain") if names else ():
        standing = current(kind)
        kept = {f.name: getattr(standing, f.name) for f in FIELDS[kind] if f.name in names}
        put(kind, specs.make(kind, kept))


def _hidden(kind: str) -> tuple[str, ...]:
    """Names of the controls that the link leaves out, or a lecturer; those stay out for the session, also after a page switch."""
    if limits := st.session_state.get(LIMITS):
        return tuple(f.name for f in FIELDS[kind] if f.name not in limits)
    if HIDE in st.query_params:
        asked = st.query_params[HIDE].split(",")
        st.session_state[f"_hidden_{kind}"] = tuple(f.name for f in FIELDS[kind] if set(f.names) & set(asked))
    return st.session_state.get(f"_hidden_{kind}", ())


def _values(kind: str, spec: Spec) -> dict[str, Any]:
    return {f.name: getattr(spec, f.name) for f in FIELDS[kind]}


def _opened(kind: str, usual: Mapping[str, Any] = AS_IN_THE_TABLE) -> Spec:
    """The spec of this session, at first from the URL."""
    if f"_spec_{kind}" not in st.session_state:
        query = st.query_params.to_dict()
        spec, notes = specs.from_query(kind, query, usual)
        if not {HIDE, *(name for field in FIELDS[kind] for name in field.names)}.intersection(query):
            st.session_state[f"_untouched_{kind}"] = spec
        st.session_state[f"_spec_{kind}"], st.session_state[f"_notes_{kind}"] = spec, notes
    return st.session_state[f"_spec_{kind}"]


def _recall(kind: str, highest: Mapping[str, int], usual: Mapping[str, Any], notes: DeltaGenerator) -> Spec:
    """The spec of this session; puts its values into widgets that do not have one.

    The same names serve two kinds of run with other ranges, so a page that takes over sets all of them.
    """
    spec = _opened(kind, usual)
    for note in st.session_state.get(f"_notes_{kind}", ()):
        notes.warning(note, icon=":material/link_off:")
    taking_over = st.session_state.get("_controls") != kind
    st.session_state["_controls"] = kind
    for field in FIELDS[kind]:
        value = getattr(spec, field.name)
        parts = {field.name: value}
        if field.kind == "layers":
            parts = {"hidden_layers": len(value)} | {f"hidden_{i}": n for i, n in enumerate(value, 1)}
        for key, part in parts.items():
            if taking_over or key not in st.session_state:
                st.session_state[key] = part
        if field.name in highest and st.session_state[field.name] > highest[field.name]:
            st.session_state[field.name] = highest[field.name]
    return spec


def _remember(kind: str, spec: Spec) -> None:
    st.session_state[f"_spec_{kind}"] = spec
    ours = {name for field in FIELDS[kind] for name in field.names}
    others = {key: value for key, value in st.query_params.to_dict().items() if key not in ours}
    wanted = others | specs.to_query(spec, kind)
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)
