"""What never changes travels once a browser: weights over HTTP, from the browser's own store at the next visit."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, Route, WebSocket, expect
from served import App, settle, until, visit

from lib.models.dense import Dense
from lib.screen.kit.weights import digest
from lib.settings import ASSETS

FILES = re.compile(r"/files/[0-9a-f]{32}$")
HAS_NETWORK = "[...(globalThis.layersPage?.networks.kept.keys() ?? [])][0]"


class Traffic:
    """What a page's browser asked for and got."""

    def __init__(self, page: Page) -> None:
        self.asked: list[str] = []
        self.over_http = 0  # bytes of files that came over the network, headers apart
        self.over_socket = 0
        self._client = page.context.new_cdp_session(page)
        self._client.send("Network.enable")
        self._files: set[str] = set()
        self._client.on("Network.requestWillBeSent", self._request)
        self._client.on("Network.dataReceived", self._data)
        page.on("websocket", self._socket)

    def _request(self, event: dict) -> None:
        if FILES.search(event["request"]["url"]):
            self.asked.append(event["request"]["url"])
            self._files.add(event["requestId"])

    def _data(self, event: dict) -> None:
        if event["requestId"] in self._files:
            self.over_http += event["encodedDataLength"]

    def _socket(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._frame)

    def _frame(self, data: str | bytes) -> None:
        self.over_socket += len(data)


@pytest.fixture(scope="module")
def below(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app under a prefix, as a host may serve it."""
    app = App(tmp_path_factory.mktemp("below"), STREAMLIT_SERVER_BASE_URL_PATH="a/course")
    app.url += "/a/course"
    app.start()
    yield app
    app.stop()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context()
    yield context
    context.close()


def shipped() -> str:
    return digest(Dense.from_bytes((ASSETS / "digit_reader.npz").read_bytes()))


def expect_reading(page: Page) -> None:
    assert until(page, HAS_NETWORK) == shipped()
    expect(page.locator(".pad .reads .share").first).to_have_text(re.compile(r"%"))  # of the example


def test_a_second_visit_fetches_no_weights(app: App, context: BrowserContext) -> None:
    page = context.new_page()
    first = Traffic(page)
    visit(page, app.url)
    expect_reading(page)
    assert len(first.asked) == 1
    assert 1_000_000 < first.over_http < 1_500_000
    assert first.over_socket < 250_000
    page.close()
    page = context.new_page()
    second = Traffic(page)
    visit(page, app.url)
    expect_reading(page)
    assert (len(second.asked), second.over_http) == (1, 0)  # asked, and answered by the browser's own store


@pytest.mark.parametrize("reached", [True, False])
def test_a_lesson_has_its_network_and_test_digits(app: App, context: BrowserContext, reached: bool) -> None:
    page = context.new_page()
    if not reached:
        page.route(FILES, lambda route: route.abort())
    traffic = Traffic(page)
    visit(page, f"{app.url}/layers_and_nodes")
    page.locator(".st-key-predict_silence").get_by_text("another digit", exact=True).click()
    settle(page)
    expect(page.locator(".st-key-digit_view .score")).to_contain_text("Test digits read correctly")
    assert len(traffic.asked) == len(set(traffic.asked)) == 2


@pytest.mark.parametrize("host", ["app", "below"])
def test_streamlits_own_scripts_come_packed(host: str, page: Page, request: pytest.FixtureRequest) -> None:
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer) if "/static/js/" in answer.url else None)
    visit(page, request.getfixturevalue(host).url)
    assert len(answers) > 20
    assert {answer.header_value("content-encoding") for answer in answers} == {"gzip"}
    sent = sum(int(answer.header_value("content-length") or 0) for answer in answers)
    assert sent < 1_000_000 < 3 * sent  # 2.6 MB as they lie there


def test_under_a_prefix_the_address_holds(below: App, context: BrowserContext) -> None:
    page = context.new_page()
    traffic = Traffic(page)
    visit(page, f"{below.url}/draw_a_digit")
    page.locator("[class*=st-key-predict_] button").first.click()
    settle(page)
    until(page, HAS_NETWORK)
    assert [url.rpartition("/")[0] for url in traffic.asked] == [f"{below.url}/files"]
    assert 1_000_000 < traffic.over_http < 1_500_000


@pytest.mark.parametrize("how", ["cut off", "a page instead"])
def test_what_cannot_be_fetched_comes_with_the_message(app: App, context: BrowserContext, how: str) -> None:
    def refuse(route: Route) -> None:
        if how == "cut off":
            route.abort()
        else:
            route.fulfill(status=200, content_type="text/html", body="<title>A proxy</title>")

    page = context.new_page()
    traffic = Traffic(page)
    page.route(FILES, refuse)
    visit(page, app.url)
    expect_reading(page)
    assert traffic.over_socket > 2_000_000


def test_the_pad_is_drawn_on_before_the_weights_are_there(app: App, context: BrowserContext) -> None:
    waiting: list[Route] = []
    page = context.new_page()
    page.route(FILES, lambda route: waiting.append(route))
    visit(page, app.url)
    share = page.locator(".pad .reads .share").first
    expect(share).to_have_text("It is read soon: the network is on its way")
    box = page.locator(".pad .paper").first.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 4
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + box["height"] / 2, steps=12)
    page.mouse.up()
    expect(share).to_have_text("It is read soon: the network is on its way")
    assert len(waiting) == 1
    waiting[0].continue_()
    expect(share).to_have_text(re.compile("%"))
    expect(page.locator(".pad .reads .digit").first).to_have_text("1")
