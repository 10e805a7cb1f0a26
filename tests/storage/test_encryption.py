import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, MetaData, Table, Text, create_engine, insert, select

from storage import registrations, turns
from storage.database import Database, open_database
from storage.encryption import Encrypted, KeyRing, blind_index, hang_keys
from storage.errors import WrongKey
from storage.normal_forms import NORMAL_FORMS
from storage.registrations import Registration

RING = KeyRing.made()
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=10,
)


@given(plain=st.binary(), place=st.text(st.characters(codec="utf-8")))
def test_what_is_encrypted_comes_back(plain: bytes, place: str) -> None:
    assert RING.decrypt(RING.encrypt(plain, place), place) == plain


@given(value=JSON_VALUES.filter(lambda value: value is not None))
def test_any_json_value_comes_back_from_its_column(value: object) -> None:
    engine = create_engine("sqlite://")
    hang_keys(engine.dialect, RING)
    kept = Encrypted("note.text", "json")

    stored = kept.process_bind_param(value, engine.dialect)

    assert kept.process_result_value(stored, engine.dialect) == value
    engine.dispose()


@given(plain=st.binary(min_size=1), position=st.integers(min_value=0))
def test_a_value_that_was_changed_anywhere_does_not_open(plain: bytes, position: int) -> None:
    stored = bytearray(RING.encrypt(plain, "registration.phone"))
    stored[position % len(stored)] ^= 1

    with pytest.raises(WrongKey, match=r"registration\.phone"):
        RING.decrypt(bytes(stored), "registration.phone")


@given(stored=st.binary(max_size=40))
def test_what_was_never_encrypted_does_not_open(stored: bytes) -> None:
    with pytest.raises(WrongKey):
        RING.decrypt(stored, "registration.phone")


def test_a_value_opens_only_in_its_own_column() -> None:
    stored = RING.encrypt("김철수".encode(), "registration.contact_person")

    with pytest.raises(WrongKey):
        RING.decrypt(stored, "registration.email")


def test_the_same_text_is_never_stored_alike() -> None:
    assert len({RING.encrypt(b"same", "registration.phone") for _ in range(50)}) == 50


def test_after_a_rotation_the_newest_key_writes_and_all_read() -> None:
    old = KeyRing.made()
    rotated = KeyRing({**old.keys, 2: KeyRing.made().keys[1]}, old.index_key)

    assert rotated.decrypt(old.encrypt(b"x", "a.b"), "a.b") == b"x"
    assert rotated.encrypt(b"x", "a.b")[1] == 2
    with pytest.raises(WrongKey, match="key 2"):
        old.decrypt(rotated.encrypt(b"x", "a.b"), "a.b")


@given(ids=st.sets(st.integers(1, 255), min_size=1, max_size=4))
def test_a_ring_is_read_as_it_was_written(ids: set[int]) -> None:
    ring = KeyRing({key_id: KeyRing.made().keys[1] for key_id in ids}, KeyRing.made().index_key)

    assert KeyRing.parse(ring.written()) == ring


def test_without_an_index_key_it_is_that_of_key_1_whatever_else_is_in_the_ring() -> None:
    first, second = (KeyRing.made().written().split(",")[0].removeprefix("1:") for _ in range(2))

    assert KeyRing.parse(f"1:{first}").index_key == KeyRing.parse(f"2:{second}, 1:{first}").index_key
    with pytest.raises(ValueError, match="neither key 1 nor"):
        KeyRing.parse(f"2:{second}")


@pytest.mark.parametrize(
    "text", ["", "1", "1:", "1:c2hvcnQ=", "x:" + "A" * 43 + "=", "0:" + "A" * 43 + "=", "1:!!", ","]
)
def test_keys_that_are_none_are_refused_by_their_place_in_the_list(text: str) -> None:
    with pytest.raises(ValueError, match="entry 1"):
        KeyRing.parse(text)


def test_a_ring_does_not_show_its_keys() -> None:
    assert repr(RING) == "KeyRing()"


@given(
    first=st.tuples(st.sampled_from(sorted(NORMAL_FORMS)), st.text(st.characters(codec="utf-8"))),
    second=st.tuples(st.sampled_from(sorted(NORMAL_FORMS)), st.text(st.characters(codec="utf-8"))),
)
def test_blind_indexes_are_equal_where_kind_and_text_are(first: tuple[str, str], second: tuple[str, str]) -> None:
    assert len(blind_index(RING, *first)) == 16
    assert (blind_index(RING, *first) == blind_index(RING, *second)) == (first == second)


def test_a_blind_index_depends_on_the_index_key() -> None:
    assert blind_index(RING, "phone", "010") != blind_index(KeyRing.made(), "phone", "010")


@pytest.mark.parametrize(
    ("kind", "ways"),
    [
        ("phone", ["+82 10-1234-5678", "010 1234 5678", "０１０-1234-5678", "+82 (0)10-1234-5678", "01012345678"]),
        ("email", ["Kim@Example.com", " kim@example.com "]),
        ("business_number", ["120-81-47521", "1208147521"]),
        ("contact_person", ["김 철수", "김철수", "\u1100\u1175\u11b7철수"]),
    ],
)
def test_one_value_written_in_several_ways_has_one_normal_form(kind: str, ways: list[str]) -> None:
    assert len({NORMAL_FORMS[kind](way) for way in ways}) == 1


async def test_the_file_holds_no_personal_data_in_the_clear(
    sqlite_url: str, keys: KeyRing, tmp_path: Path, firm: Registration, at: dt.datetime
) -> None:
    opened = await open_database(sqlite_url, keys)
    record = turns.TurnRecord(
        "telegram", "1", "k1", "a1", "o1", True, 0, {"form": "김영희"}, at,
        answer=({"text": "답변입니다"},), deliveries=({"text": "보낼 말"},),
    )  # fmt: skip
    await opened.write(turns.commit, record, (lambda connection: registrations.add(connection, firm),))
    while_open = _all_files(tmp_path)
    await opened.close()

    on_disk = while_open + _all_files(tmp_path)

    for clear in (firm.firm_name, firm.district):
        assert clear.encode() in on_disk
    secrets = (firm.contact_person, firm.phone, firm.email, firm.business_number, "김영희", "답변입니다", "보낼 말")
    for secret in secrets:
        assert secret.encode() not in on_disk
        assert secret.encode("unicode_escape") not in on_disk


def _all_files(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


async def test_with_another_key_nothing_can_be_read_and_the_sentence_says_so(
    database: Database, database_url: str, keys: KeyRing, firm: Registration, at: dt.datetime
) -> None:
    record = turns.TurnRecord("telegram", "1", None, "a1", "o1", True, 0, {}, at)
    await database.write(turns.commit, record, (lambda connection: registrations.add(connection, firm),))
    assert await database.read(registrations.by_receipt, firm.receipt) == firm
    await database.close()
    stranger = await open_database(database_url, KeyRing.made())

    with pytest.raises(WrongKey, match="can't be decrypted"):
        await stranger.read(registrations.by_receipt, firm.receipt)

    await stranger.close()


def test_two_engines_of_one_process_keep_their_keys_apart() -> None:
    note = Table("note", MetaData(), Column("id", Text), Column("text", Encrypted("note.text")))
    engines = [create_engine("sqlite://") for _ in range(2)]
    for engine in engines:
        hang_keys(engine.dialect, KeyRing.made())

    def copied(source: Connection, target: Connection) -> bytes:
        for connection in (source, target):
            note.create(connection)
        source.execute(insert(note), {"id": "1", "text": "비밀"})
        assert source.scalar(select(note.c.text)) == "비밀"
        raw: bytes = source.exec_driver_sql("SELECT text FROM note").scalar_one()
        target.exec_driver_sql("INSERT INTO note VALUES ('1', ?)", (raw,))
        return raw

    with engines[0].connect() as first, engines[1].connect() as second:
        assert "비밀".encode() not in copied(first, second)
        with pytest.raises(WrongKey):
            second.scalar(select(note.c.text))
    for engine in engines:
        engine.dispose()
