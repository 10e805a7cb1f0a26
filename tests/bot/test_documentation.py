"""The documents say what the code does: what there is, is listed, and the dialogues and examples in them work."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import structlog
from aiohttp import web
from prometheus_client import generate_latest

from bot import service
from bot.channels.kakao_layout import lay_out
from bot.channels.layout import MORE
from bot.channels.telegram_setup import WEBHOOK_PATH
from bot.command_line import main
from bot.dialogue import Dialogue
from bot.settings import Settings
from handlers.message import Message
from handlers.routes import COMMANDS, KOREAN_NAMES
from handlers.team import ADMIN, STAFF
from knowledge.base import Knowledge, load
from knowledge.lint.report import check
from knowledge.window import SEOUL
from storage import roles
from storage.database import Database
from tests.bot.log_hooks import keep_hooks
from tests.end_to_end import kakao_rules

ROOT = Path(__file__).parents[2]
ENGLISH = (ROOT / "README.md").read_text(encoding="utf-8")
KOREAN = (ROOT / "README.ko.md").read_text(encoding="utf-8")
DOCUMENTS = sorted(ROOT.glob("*.md"))
BUTTONS_SAY = {"/q", "/fact", "/f", "/wait", "/regs", MORE}
"""Commands that nobody types."""


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


def rows(document: str) -> list[list[str]]:
    """The rows of all tables, each as its cells."""
    lines = [line for line in document.splitlines() if line.startswith("| ")]
    return [[cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def code(text: str) -> list[str]:
    """What stands between backticks."""
    return re.findall(r"`([^`\n]+)`", text)


# Settings


def written(default: object) -> str:
    """A default as the table gives it."""
    match default:
        case None | ():
            return "none"
        case bool():
            return f"`{str(default).lower()}`"
        case float():
            return f"`{default:g}`"
        case Path():
            return "the built-in programs"
        case _:
            return f"`{default}`"


def test_every_setting_stands_in_the_table_with_its_default() -> None:
    listed = {code(row[0])[0]: row[1] for row in rows(ENGLISH) if row[0].startswith("`PALLOBOT_")}

    fields = Settings.model_fields
    assert len(fields) > 10
    assert listed == {f"PALLOBOT_{name.upper()}": written(field.default) for name, field in fields.items()}


def test_a_document_names_no_setting_that_there_is_not() -> None:
    known = {f"PALLOBOT_{name.upper()}" for name in Settings.model_fields} | {"PALLOBOT_SHARED"}

    named = {name for path in DOCUMENTS for name in re.findall(r"PALLOBOT_[A-Z_]+", path.read_text(encoding="utf-8"))}

    assert len(named) > 10
    assert named <= known


# Commands


def console_commands(capsys: pytest.CaptureFixture[str], *path: str) -> Iterator[str]:
    """The commands that ``--help`` lists, with those below them."""
    with pytest.raises(SystemExit):
        main([*path, "--help"])
    found = re.search(r"^commands:\n\s+\{([^}]+)\}", capsys.readouterr().out, re.MULTILINE)
    if found is None:
        yield " ".join(["pallobot", *path])
        return
    for name in found[1].split(","):
        yield from console_commands(capsys, *path, name)


def test_every_console_command_is_documented(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    documented = [words for row in rows(ENGLISH) for words in code(row[0]) if words.startswith("pallobot")]

    found = list(console_commands(capsys))

    assert len(found) > 5
    assert [command for command in found if not any(f"{said} ".startswith(f"{command} ") for said in documented)] == []
    assert [said for said in documented if not any(f"{said} ".startswith(f"{command} ") for command in found)] == []


def who(needed: frozenset[str]) -> str:
    return {frozenset[str](): "anybody", STAFF: "staff", ADMIN: "admin"}[needed]


def test_every_chat_command_is_documented_with_its_korean_names_and_who_may_say_it() -> None:
    table = [row for row in rows(ENGLISH) if row[0].startswith("`/") and len(row) == 4]
    documented = {code(row[0])[0].split()[0]: (set(code(row[1])), row[2]) for row in table}

    assert len(COMMANDS) > 15
    assert documented == {
        name: ({korean for korean, english in KOREAN_NAMES.items() if english == name}, who(command.roles))
        for name, command in COMMANDS.items()
        if name not in BUTTONS_SAY
    }
    assert [name for name in sorted(BUTTONS_SAY) if f"`{name}`" not in ENGLISH] == []


def test_every_korean_name_of_a_command_is_in_the_korean_guide_and_no_other() -> None:
    listed = [name for row in rows(KOREAN) for name in code(row[0])]

    assert len(KOREAN_NAMES) > 15
    assert sorted(listed) == sorted(KOREAN_NAMES)


# HTTP


async def test_every_route_is_documented(sqlite_database: Database, knowledge: Knowledge) -> None:
    settings = Settings.model_construct()  # whatever the environment says
    app = service.application(settings, sqlite_database, knowledge, Dialogue(sqlite_database, knowledge))
    documented = {code(row[0])[0] for row in rows(ENGLISH) if re.match(r"`(?:GET|POST) ", row[0])}

    # A HEAD comes with each GET. The webhook is added where there is a token.
    found = {f"{route.method} {_path(route)}" for route in app.router.routes() if route.method != "HEAD"}

    assert len(found) > 5
    assert documented == found | {f"POST {WEBHOOK_PATH}"}


def _path(route: web.AbstractRoute) -> str:
    assert route.resource is not None
    return route.resource.canonical


def test_every_figure_is_documented() -> None:
    figures = re.findall(r"^# HELP (\S+)", generate_latest().decode(), re.MULTILINE)

    assert figures
    assert [name for name in figures if f"`{name}`" not in ENGLISH] == []


# Files


def test_every_make_target_is_documented() -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    documented = {words.removeprefix("make ") for words in code(ENGLISH) if words.startswith("make ")}

    assert {"run", "test"} <= set(targets)
    assert documented == set(targets)


def test_every_file_and_folder_that_a_document_names_is_there() -> None:
    tops = r"(?:bot|handlers|knowledge|storage|tests|\.ci)/[\w./-]*"
    named = {
        words
        for path in DOCUMENTS
        for words in code(path.read_text(encoding="utf-8"))
        if re.fullmatch(tops, words) and "TOPIC" not in words
    }
    links = {
        target
        for path in DOCUMENTS
        for target in re.findall(r"\]\(([^)#]+)", path.read_text(encoding="utf-8"))
        if not target.startswith("https://")
    }

    assert len(named) > 15
    assert links
    assert [name for name in sorted(named | links) if not (ROOT / name).exists()] == []


def test_every_anchor_is_a_heading() -> None:
    anchors = {
        (name or path.name, anchor)
        for path in DOCUMENTS
        for name, anchor in re.findall(r"\]\(([\w.]*)#([\w-]+)\)", path.read_text(encoding="utf-8"))
    }

    assert anchors
    for name, anchor in anchors:
        headings = re.findall(r"^#+ (.+)$", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
        assert anchor in {heading.lower().replace(" ", "-") for heading in headings}


def test_a_document_names_no_path_of_somebodys_machine() -> None:
    assert len(DOCUMENTS) == 4

    found = [
        (path.name, hit)
        for path in DOCUMENTS
        for hit in re.findall(
            r"(?<![\w./])(?:/(?:home|root|tmp|work|Users|opt|usr|var)/\S*|[A-Z]:\\\S*)",
            path.read_text(encoding="utf-8"),
        )
    ]

    assert found == []


# Examples


def test_the_example_of_a_program_file_is_right(tmp_path: Path) -> None:
    example = re.search(r"```yaml\n(.+?)```", ENGLISH, re.DOTALL)
    assert example is not None
    (tmp_path / "sample-market.yaml").write_text(example[1], encoding="utf-8")

    sample = load(tmp_path)

    report = check(tmp_path)
    assert (report.scenarios, report.findings) == (4, ())
    (asked,) = sample.understanding.read("예시장터 마감 언제예요?").asks
    assert (asked.intent, asked.programs) == ("deadline", ("sample-market",))


@dataclass
class Said:
    """One exchange of a dialogue in the Korean guide.

    Args:
        line: its line in the file.
        speaker: who says it.
        words: what is said.
        answer: what the document quotes of the answer, in order; "…" stands for what was left out.
    """

    line: int
    speaker: str
    words: str
    answer: list[str] = field(default_factory=list)


def exchanges(document: str) -> list[Said]:
    """The exchanges of all blocks that are marked 대화."""
    found: list[Said] = []
    within = False
    for number, line in enumerate(document.splitlines(), 1):
        if line.startswith("```"):
            within = line == "```대화"
        elif within and line.startswith(("봇: ", "    ")):
            found[-1].answer.append(line.removeprefix("봇: ").strip())
        elif within:
            speaker, _, words = line.partition(": ")
            found.append(Said(number, speaker, words))
    return found


def shown(body: dict[str, Any]) -> tuple[str, list[str]]:
    """What KakaoTalk shows: the text of the bubbles, and the buttons."""
    return "\n".join(kakao_rules.texts(body)), [reply["label"] for reply in body["template"].get("quickReplies", [])]


DRAWN = re.compile(r"R-[0-9A-HJKMNP-TV-Z]{8}|[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
"""Receipt numbers and one-time codes, which are drawn."""


class Player:
    """Says what the guide says and compares the answers; state: the real numbers for those in the document."""

    def __init__(self, dialogue: Dialogue) -> None:
        self._dialogue = dialogue
        self._real: dict[str, str] = {}
        self._now = dt.datetime(2020, 9, 25, 10, 0, tzinfo=SEOUL)

    async def play(self, said: Said) -> None:
        """Say it, and check that everything quoted of the answer comes, in its order."""
        self._now += dt.timedelta(seconds=10)
        words = DRAWN.sub(lambda found: self._real[found[0]], said.words)
        (body,) = await self._dialogue.turn(
            Message(channel="kakao", user=said.speaker, text=words, at=self._now), lay_out, queued=False
        )
        text, buttons = shown(body)
        where = f"README.ko.md:{said.line}"
        at = 0
        for line in said.answer:
            if line.startswith("["):
                quoted = [self._with_real(label, text) for label in re.findall(r"\[([^]]+)\]", line)]
                assert [label for label in quoted if label not in buttons] == [], where
                continue
            for piece in filter(None, (piece.strip() for piece in line.split("…"))):
                found = text.find(self._with_real(piece, text), at)
                assert found >= 0, f"{where}: {piece!r} is not in the rest of the answer: {text[at:]}"
                at = found + len(piece)

    def _with_real(self, quoted: str, text: str) -> str:
        """Put the number that was really drawn in the place of the document's; the first one that is shown is it."""
        for number in DRAWN.findall(quoted):
            if number not in self._real:
                fresh = [real for real in DRAWN.findall(text) if real not in self._real.values()]
                self._real[number] = next((real for real in fresh if len(real) == len(number)), number)
        return DRAWN.sub(lambda found: self._real[found[0]], quoted)


async def test_the_dialogues_of_the_korean_guide_come_out_as_written(
    sqlite_database: Database, knowledge: Knowledge
) -> None:
    said = exchanges(KOREAN)
    assert len(said) > 30
    assert all(each.answer for each in said)
    at = dt.datetime(2020, 9, 1, tzinfo=SEOUL)
    await sqlite_database.write(roles.grant, "kakao:관리자", "admin", at=at)
    player = Player(Dialogue(sqlite_database, knowledge))

    for each in said:
        await player.play(each)


async def test_what_owners_can_say_is_understood_as_the_readme_says(knowledge: Knowledge) -> None:
    table = ENGLISH.partition("| You say |")[2].partition("\n\n")[0]
    said = [row[0] for row in rows(table) if row[0] != "---"]

    today = dt.date(2020, 9, 25)
    intents = [
        [
            ask.intent.value
            for ask in knowledge.understanding.read(
                words, focus=("seoul-green-expo-2",), topic="deadline", today=today
            ).asks
        ]
        for words in said
    ]

    assert intents == [
        ["deadline"],
        ["deadline"],
        ["eligibility"],
        ["eligibility"],
        ["unclear"],  # to the question of the line before it is an answer
        ["numbers"],
        ["deadline", "numbers"],
        ["deadline"],
        ["deadline"],
        ["deadline"],
        ["compare"],
        ["list"],
        ["as_of"],
        ["eligibility"],
        ["forget"],
        ["register"],
        ["withdraw"],
        ["benefit"],
    ]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Sequence[str]], int]]:
    """Runs a command in this process; what it sets up for its own log does not outlast the test."""
    keep_hooks(monkeypatch)
    yield main
    structlog.reset_defaults()


def test_the_example_of_an_explanation_says_what_is_said(
    capsys: pytest.CaptureFixture[str], command: Callable[[Sequence[str]], int]
) -> None:
    example = re.search(r"```\n\$ pallobot explain \"([^\"]+)\"\n(.+?)```", ENGLISH, re.DOTALL)
    assert example is not None

    assert command(["explain", example[1]]) == 0

    # The steps that are indented have weights of all examples, which every further one shifts a little.
    said, documented = (
        [line for line in text.splitlines() if not line.startswith("  ")]
        for text in (capsys.readouterr().out, example[2])
    )
    assert documented
    assert said == documented


def test_the_sentence_that_the_korean_guide_adds_is_understood_as_it_says(knowledge: Knowledge) -> None:
    example = re.search(r"```yaml\n +(\S+):\n +- (.+)\n```", KOREAN)
    assert example is not None
    intent, _, topic = example[1].partition("/")

    (asked,) = knowledge.understanding.read(example[2].replace("○○", "쏠쏠마켓")).asks

    assert (asked.intent, asked.topics[0], asked.programs) == (intent, topic, ("ssolssol-market",))
