"""Who counts as a reader, and what is kept of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import EnvironHeaders

from app.popularity import ReaderFilter, reader_hash
from app.popularity.readers import is_robot

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0"

BROWSERS = """
Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0
Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36
Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126 Safari/537.36 Edg/126.0.0.0
Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15
Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/126 Safari/604.1
Mozilla/5.0 (Linux; Android 14; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Safari/537.36
Mozilla/5.0 (Linux; Android 11; CUBOT X30 Build/RP1A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile
Mozilla/5.0 (Linux; Android 9; CUBOT) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/91 Mobile Safari/537.36
Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) Mobile/21F90 [FBAN/FBIOS;FBAV/467.0.0.38;FBDV/iPhone14,5]
Mozilla/5.0 (Linux; Android 13; SM-A135F; wv) AppleWebKit/537.36 Chrome/126.0 Mobile Instagram 338.0.0.29.89 Android
Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko
Mozilla/5.0 (compatible; Konqueror/5.0; Linux)
Opera/9.80 (Android; Opera Mini/12.0.1987/37.7327; U; fr) Presto/2.12.423 Version/12.16
Lynx/2.9.0 libwww-FM/2.14
w3m/0.5.3
""".strip().splitlines()

ROBOTS = """
Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)
Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/1
Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)
Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; ChatGPT-User/1.0; +https://openai.com/bot
Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; ClaudeBot/1.0; +claudebot@anthropic.com)
Mozilla/5.0 (compatible; Claude-User/1.0)
Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; PerplexityBot/1.0; +https://perplexity.ai/perplexitybot)
Mozilla/5.0 (compatible; MistralAI-User/1.0)
meta-externalfetcher/1.1 (+https://developers.facebook.com/docs/sharing/webmasters/crawler)
Mozilla/5.0 (compatible; SomethingNew/1.0; +https://new.example/robot)
Mozilla/5.0 (compatible; unheardof-crawler/3)
Mozilla/5.0 (compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)
Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/126.0.0.0 Safari/537.36
Mozilla/5.0 (Windows NT; Windows NT 10.0; fr-FR) WindowsPowerShell/5.1.19041
curl/8.7.1
Wget/1.21.4
python-requests/2.32.3
python-httpx/0.27
Python-urllib/3.11
Go-http-client/2.0
Java/17.0.11
okhttp/4.12.0
axios/1.7.2
node
PostmanRuntime/7.39
Dalvik/2.1.0 (Linux; U; Android 13)
facebookexternalhit/1.1
WhatsApp/2.23.20.0
Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)
""".strip().splitlines()


@pytest.mark.parametrize("agent", BROWSERS)
def test_browser_is_a_reader(agent: str) -> None:
    assert ReaderFilter().is_reader("GET", agent, {})


@pytest.mark.parametrize("agent", ROBOTS)
def test_robot_assistant_or_command_line_client_is_no_reader(agent: str) -> None:
    assert is_robot(agent)
    assert not ReaderFilter().is_reader("GET", agent, {})


@pytest.mark.parametrize("agent", [None, "", " ", "-", "Mozilla/5.0 " + "x" * 600])
def test_agent_that_says_nothing_or_too_much_is_no_reader(agent: str | None) -> None:
    assert not ReaderFilter().is_reader("GET", agent, {})


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "POST", "get"])
def test_only_get_is_a_read(method: str) -> None:
    assert not ReaderFilter().is_reader(method, FIREFOX, {})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Sec-Purpose", "prefetch"),
        ("Sec-Purpose", "prefetch;prerender"),
        ("Sec-Purpose", "prefetch;anonymous-client-ip"),
        ("Purpose", "prefetch"),
        ("X-Purpose", "preview"),
        ("X-Moz", "prefetch"),
    ],
)
def test_page_fetched_in_advance_is_not_read(name: str, value: str) -> None:
    assert not ReaderFilter().is_reader("GET", FIREFOX, {name: value})


@pytest.mark.parametrize("name", ["DNT", "Sec-GPC"])
def test_reader_who_objects_is_not_counted(name: str) -> None:
    readers = ReaderFilter()
    assert not readers.is_reader("GET", FIREFOX, {name: "1"})
    assert readers.is_reader("GET", FIREFOX, {name: "0"})


def test_headers_of_a_request_are_understood() -> None:
    readers = ReaderFilter()
    assert readers.is_reader("GET", FIREFOX, EnvironHeaders({"HTTP_ACCEPT": "*/*"}))
    assert not readers.is_reader("GET", FIREFOX, EnvironHeaders({"HTTP_SEC_PURPOSE": "prefetch"}))
    assert not readers.is_reader("GET", FIREFOX, EnvironHeaders({"HTTP_DNT": "1"}))


@given(st.text(max_size=700), st.dictionaries(st.sampled_from(["DNT", "Purpose", "Sec-GPC"]), st.text(max_size=5)))
def test_any_agent_gets_an_answer(agent: str, headers: dict[str, str]) -> None:
    assert ReaderFilter().is_reader("GET", agent, headers) in (True, False)


@given(st.text(), st.text())
def test_s12_hash_is_stable_for_a_salt_and_unlike_under_another(address: str, agent: str) -> None:
    first = reader_hash(b"1" * 32, address, agent)
    assert len(first) == 16
    assert first == reader_hash(b"1" * 32, address, agent)
    assert first != reader_hash(b"2" * 32, address, agent)


def test_hash_tells_addresses_and_agents_apart() -> None:
    salt = b"1" * 32
    hashes = {reader_hash(salt, "192.0.2.1", "ab"), reader_hash(salt, "192.0.2.1a", "b"), reader_hash(salt, "", "ab")}
    assert len(hashes) == 3


def test_one_connection_is_one_reader_whatever_ipv6_address_it_picks() -> None:
    salt = b"1" * 32
    assert reader_hash(salt, "2001:db8:1:2::1", "a") == reader_hash(salt, "2001:db8:1:2:ffff::9", "a")
    assert reader_hash(salt, "2001:db8:1:2::1", "a") != reader_hash(salt, "2001:db8:1:3::1", "a")
    assert reader_hash(salt, "::ffff:192.0.2.1", "a") == reader_hash(salt, "192.0.2.1", "a")
    assert reader_hash(salt, "not:an:address", "a") != reader_hash(salt, "not:another", "a")
