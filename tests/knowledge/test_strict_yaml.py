"""Reading YAML at its word, and saying what is wrong where."""

import datetime as dt
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from knowledge import strict_yaml
from knowledge.strict_yaml import BadFile
from knowledge.words import Declared


class Inner(Declared):
    text: str
    number: int = 0


class Sheet(Declared):
    """What the tests read."""

    text: str | None = None
    number: int | float | None = None
    flag: bool | None = None
    hour: dt.time | None = None
    inner: Inner | None = None
    items: tuple[Inner, ...] = ()


def sheet(folder: Path, text: str | bytes) -> Sheet:
    path = folder / "sheet.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return strict_yaml.read(path, Sheet)


def refused(folder: Path, text: str | bytes) -> BadFile:
    with pytest.raises(BadFile) as refusal:
        sheet(folder, text)
    return refusal.value


@pytest.mark.parametrize("written", ["12:30", "010", "NO", "no", "yes", "on", "Off", "1_000", "0x1F", "~", "2020-09-29",
                                     "1e3", "+5", ".5", "True", "NULL", "=", "<<"])  # fmt: skip
def test_what_plain_yaml_takes_for_something_else_stays_text(tmp_path: Path, written: str) -> None:
    assert sheet(tmp_path, f"text: {written}\n").text == written


@pytest.mark.parametrize(
    ("written", "number"), [("0", 0), ("-7", -7), ("84000000", 84_000_000), ("27.5", 27.5), ("-0.25", -0.25)]
)
def test_plain_decimal_numbers_are_numbers(tmp_path: Path, written: str, number: float) -> None:
    assert sheet(tmp_path, f"number: {written}\n").number == number


def test_true_false_and_null_are_what_they_say(tmp_path: Path) -> None:
    assert sheet(tmp_path, "flag: true\ntext: null\n").flag is True
    assert sheet(tmp_path, "flag: false\n").flag is False


def test_an_hour_is_an_hour(tmp_path: Path) -> None:
    assert sheet(tmp_path, "hour: 12:30\n").hour == dt.time(12, 30)


def test_quoted_words_stay_text(tmp_path: Path) -> None:
    assert sheet(tmp_path, 'text: "true"\n').text == "true"


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("text: 하나\ntext: 둘\n", 2, "the key 'text' stands twice"),
        ("items:\n  - {text: 하나}\n  - text: 둘\n    text: 셋\n", 4, "the key 'text' stands twice"),
        ("", 1, "the file is empty"),
        ("# nothing but a comment\n", 1, "the file is empty"),
        ("text: [하나\nnumber: 2\n", 2, "not YAML"),
        ("text: 하나\n\ttabbed: 1\n", 2, "not YAML"),
        ("text: 하나\n---\ntext: 둘\n", 2, "not YAML"),
        ("- 하나\n- 둘\n", 1, "should be an object"),
        ("하나\n", 1, "should be an object"),
        ("text: 하나\nflag: NO\n", 2, "flag: Input should be a valid boolean"),
        ("text: 하나\nnumber: twelve\n", 2, "number"),
        ("text: 하나\nnumber: 010\n", 2, "number"),
        ("text: 하나\n\n# on the hour\nhour: 25:00\n", 4, "hour"),
        ("text: 하나\nunknown: 1\n", 2, "unknown: Extra inputs are not permitted"),
        ("text: ''\n", 1, "text"),
        ("items:\n  - {text: 하나}\n  - {number: 2}\n", 3, "items.1.text: Field required"),
        ("items:\n  - text: 하나\n  - text: 둘\n    number: 둘\n", 4, "items.1.number"),
        ("inner:\n  text: 하나\n  other: 1\n", 3, "inner.other"),
        ("text: *nobody\n", 1, "not YAML"),
        ("text: !!python/object/apply:os.system [ls]\n", 1, "valid string"),
        ("text: !!int twelve\n", 1, "not YAML"),
        ("items:\n  - &one {text: 하나}\n  - *one\n", 2, "an alias repeats a part"),
        ("text: !!timestamp never\n", 1, "not YAML"),
        ("inner: &inner\n  text: 하나\n  inner: *inner\n", 1, "an alias repeats a part"),
    ],
)
def test_a_bad_file_is_refused_with_its_line_and_a_sentence(
    tmp_path: Path, text: str, line: int, sentence: str
) -> None:
    refusal = refused(tmp_path, text)

    assert sentence in refusal.sentence
    assert refusal.line == line
    assert str(refusal) == f"{tmp_path / 'sheet.yaml'}:{line}: {refusal.sentence}"
    assert "\n" not in str(refusal)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00binary", b"text: \xb1\xe8\xc1\xf8\n", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_utf_8_text_is_refused(tmp_path: Path, content: bytes) -> None:
    assert refused(tmp_path, content).sentence == "the file is not UTF-8 text"


def test_a_file_is_read_with_the_lines_of_its_parts(tmp_path: Path) -> None:
    path = tmp_path / "sheet.yaml"
    path.write_text("# first\ntext: 하나\nitems:\n  - {text: 둘}\n  - text: 셋\n    number: 3\n", encoding="utf-8")

    read, lines = strict_yaml.read_with_lines(path, Sheet)

    assert read == strict_yaml.read(path, Sheet)
    assert [lines.of("text"), lines.of("items"), lines.of("items", 0, "text")] == [2, 3, 4]
    assert [lines.of("items", 1), lines.of("items", 1, "number")] == [5, 6]
    # What is not there stands where the innermost part around it does.
    assert [lines.of("items", 1, "other"), lines.of("items", 2), lines.of()] == [5, 3, 2]


def test_control_characters_are_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, b"text: \x00\n").sentence.startswith("not YAML")


def test_a_file_that_can_not_be_opened_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="can't be read"):
        strict_yaml.read(tmp_path / "missing.yaml", Sheet)
    with pytest.raises(BadFile, match="can't be read"):
        strict_yaml.read(tmp_path, Sheet)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    assert sheet(tmp_path, b"\xef\xbb\xbftext: \xed\x95\x98\xeb\x82\x98\n").text == "하나"


_SCRAPS = st.lists(
    st.sampled_from(["text", "number", "flag", ": ", "\n", "  ", "- ", "[", "]", "{", "}", "&a", "*a", "!!int ",
                     "!!bool ", "!!timestamp ", "!x ", "'", '"', "|", ">", "?", "#", "%", "---", "1", "true", "하나",
                     "9" * 5000]),
    max_size=12,
).map("".join)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=40) | _SCRAPS)
@example(text="text: " + "[" * 3000 + "]" * 3000)
@example(text="? [text]\n: 1")
@example(text="text: " + "[" * 3000)
@example(text="number: " + "9" * 5000)
def test_any_text_is_read_or_refused_as_a_bad_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "any.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))

    with suppress(BadFile):
        assert isinstance(strict_yaml.read(path, Sheet), Sheet)
