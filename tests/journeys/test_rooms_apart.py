"""A room keeps to itself: two never mix, each is found again once it was lost, and a stranger gets nothing out of it."""

from __future__ import annotations

import json
import signal

from classroom import Class, end, guess, is_at, join, open_room, told, turn_to
from playwright.sync_api import expect
from served import App, visit
from wire import Wire, ask

from lib.screen.room.tries import PER_NETWORK


def member(app: App, code: str) -> Wire:
    wire = Wire(app.url, "room", f"room={code}")
    wire.run()
    wire.meet()
    wire.run(pressed=wire.find("button", lambda each: each.label == "Join the room").id)
    return wire


def lecturer(app: App) -> tuple[Wire, str]:
    wire = Wire(app.url, "room")
    wire.run()
    wire.meet()
    wire.run(pressed=wire.find("button", lambda each: each.label == "Open a room").id)
    return wire, strip(wire)["view"]["code"]


def strip(wire: Wire) -> dict:
    found = [e.json or e.mixed.json for kind, e in wire.elements.values() if kind == "bidi_component"]
    return next(data for text in found if (data := json.loads(text)).get("part") == "strip")


def test_two_rooms_never_mix_and_each_comes_back_after_a_crash(own: App, room: Class) -> None:
    lead, ann = room.tab(1280, 800, quiet=False), room.tab(390, 844, quiet=False)
    code = open_room(lead, own)
    join(ann, own, code)
    with lecturer(own)[0] as other, member(own, strip(other)["view"]["code"]) as pupil:
        assert strip(pupil)["view"]["code"] != code
        turn_to(lead, "What is a model?")
        is_at(ann, "what_is_a_model")
        lead.get_by_role("button", name="Ask the room").click()
        guess(ann, 0)
        told(lead, "1 of 1 have guessed")
        pupil.run()
        other.run()
        assert strip(pupil)["view"]["question"] is None
        assert strip(pupil)["view"]["step"][0] == 0
        assert len(strip(other)["view"]["members"]) == 1

    ann.context.set_offline(True)
    turn_to(lead, "Draw a digit")
    ann.wait_for_timeout(3000)
    assert ann.url.endswith("what_is_a_model")
    ann.context.set_offline(False)
    is_at(ann, "draw_a_digit")

    visit(lead, f"{own.url}/room?view=lecture")
    lead.get_by_role("button", name="Settings and end").click()
    lead.get_by_text("Come back after a crash").click()
    lead.get_by_role("button", name="Show the secret link").click()
    secret = lead.locator(".st-key-room_settings code, [data-testid=stCode] code").first.inner_text()
    visit(lead, f"{own.url}/layers_and_nodes?view=lecture")
    is_at(ann, "layers_and_nodes")
    own.stop(signal.SIGKILL)
    own.start()
    expect(lead.locator(".lecture-bar")).to_be_visible()  # the same browser leads on
    told(lead, "1 of 1 here", timeout=60_000)
    told(ann, "you follow the class", timeout=60_000)
    turned = room.tab(1280, 800, quiet=False)
    visit(turned, secret)  # and so does any browser with the secret link
    expect(turned.locator(".room-letters")).to_have_text(code)
    turn_to(turned, "Retrain it")
    is_at(ann, "retrain_it")
    end(turned, own)


def test_a_stranger_speaks_for_nobody_and_finds_no_code(own: App) -> None:
    lead, code = lecturer(own)
    ann = member(own, code)
    place, watched = strip(ann)["say"], strip(ann)["address"]
    assert watched != strip(lead)["address"]  # what the lecturer is told has an address of its own
    assert strip(lead)["say"] == ""
    assert ask(own.url, f"/{place}", "POST", b'{"here": true}')[0] == 200
    for body in (b"", b"[]", b"{" * 999, b'{"option": "' + b"x" * 2000 + b'"}', bytes(50_000)):
        assert ask(own.url, f"/{place}", "POST", body)[0] == 400
    assert ask(own.url, f"/{place}")[0] == 405
    assert ask(own.url, f"/{watched}", "POST", b"{}")[0] == 405
    assert ask(own.url, f"/heard/{'A' * 32}", "POST", b'{"here": true}')[0] == 404
    said = json.loads(ask(own.url, f"/{watched}")[1])
    assert not {"members", "answered", "wishes"} & set(said)
    far = "127.0.0.3"  # a network of its own, which the other tests' classes are not in
    with Wire(own.url, "room", source=far) as stranger:
        stranger.run()
        stranger.meet()
        for _ in range(PER_NETWORK):
            with Wire(own.url, "room", f"lecturer={code}.guessed", source=far) as one:
                one.run()
                one.meet()
                assert "not the secret link" in one.text()
    with Wire(own.url, "room", f"room={code}", source=far) as late:
        late.run()
        late.meet()
        late.run(pressed=late.find("button", lambda each: each.label == "Join the room").id)
        assert "Too many wrong codes were tried from your network" in late.text()
    with Wire(own.url, "room", f"room={code}", source="127.0.0.2") as elsewhere:  # another address may
        elsewhere.run()
        elsewhere.meet()
        elsewhere.run(pressed=elsewhere.find("button", lambda each: each.label == "Join the room").id)
        assert strip(elsewhere)["name"]
    for wire in (lead, ann):
        wire.__exit__()
