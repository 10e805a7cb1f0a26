"""What the team was shown of an owner does not outlive the owner's data."""

import datetime as dt

from sqlalchemy import Connection, select

from bot import retention
from bot.channels import telegram_layout
from bot.dialogue import Dialogue
from handlers.message import Message
from storage import deliveries, registrations, roles, turns
from storage.database import Database
from storage.deliveries import Outcome
from storage.registrations import Registration
from storage.tables import metadata
from tests.end_to_end.talk import NOW, Talk, knowledge, text_of

PHONE = "010-1234-5678"
SHOWN = (PHONE, "chulsoo@example.com", "김철수")
RECEIPT = "R-7K2M9QTR"
YEARS = dt.timedelta(days=730)


async def test_after_an_erasure_no_stored_answer_shows_the_owner(database: Database) -> None:
    owner = await somebody_registered(database)
    await looked_at(database)
    assert "chulsoo@example.com" in await everything(database)

    await owner.says("/forget", key="owner-of-kakao/2")
    await owner.says("/forget yes", key="owner-of-kakao/3")

    stored = await everything(database)
    assert not [value for value in SHOWN if value in stored]


async def test_after_an_hour_no_stored_answer_shows_anybody_and_a_repeated_message_is_still_known(
    database: Database,
) -> None:
    await somebody_registered(database)
    await looked_at(database)

    await retention.purge(database, NOW + dt.timedelta(minutes=61), retention=YEARS, all_rules=False)

    assert PHONE not in await everything(database)
    again = await database.read(turns.load, channel="web", user="admin", key="admin/1")
    assert (again.repeated, again.answer) == (True, ())


async def test_a_messengers_id_of_a_person_stands_in_the_account_only(database: Database) -> None:
    await somebody_registered(database)

    assert (await everything(database)).count("owner-of-kakao") == 1


async def somebody_registered(database: Database) -> Talk:
    owner = Talk(Dialogue(database, knowledge()), channel="kakao", user="owner-of-kakao")
    await owner.says("/start", key="owner-of-kakao/1")
    loaded = await database.read(turns.load, channel="kakao", user=owner.user, key=None)
    made = Registration(
        id="r1",
        receipt=RECEIPT,
        owner=loaded.owner or "",
        account=loaded.account or "",
        program="seoul-green-expo-2",
        standing="registered",
        status="received",
        firm_name="행복분식",
        district="서울 금천구",
        business_number="1234567891",
        contact_person="김철수",
        phone="+821012345678",
        email="chulsoo@example.com",
        created_at=NOW,
        updated_at=NOW,
    )
    await database.write(registrations.add, made)
    return owner


async def looked_at(database: Database) -> None:
    """An admin on the web and one on Telegram see the registration in full, and their answers arrive."""
    dialogue = Dialogue(database, knowledge())
    for address in ("web:admin", "telegram:77"):
        await database.write(roles.grant, address, "admin", at=NOW)
    admin = Talk(dialogue, user="admin")
    assert PHONE in text_of(await admin.says(f"/registration {RECEIPT} full contact", key="admin/1"))
    said = Message(channel="telegram", user="77", text=f"/registration {RECEIPT} full contact", at=NOW, key="1")
    await dialogue.turn(said, telegram_layout.lay_out, queued=True)
    claimed = await database.write(
        deliveries.claim, worker="w", now=NOW, limit=9, channels=("telegram",), lease=dt.timedelta(minutes=1)
    )
    await database.write(deliveries.finish, "w", [Outcome(row.id, "sent") for row in claimed])


async def everything(database: Database) -> str:
    """All that is stored, in the clear."""

    def query(connection: Connection) -> str:
        return repr([connection.execute(select(table)).all() for table in metadata.sorted_tables])

    return await database.read(query)
