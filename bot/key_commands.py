"""``pallobot keys …``: what is done with the keys that encrypt personal data, and what is said of it."""

from collections.abc import Collection
from dataclasses import dataclass

from bot import service
from bot.settings import BadSetting, Settings
from storage.encryption import KeyRing
from storage.reindex import reindex, reindex_key_file
from storage.rotation import Rotation, rotate, rotate_key_file

SETTING = "PALLOBOT_SECRET_KEYS"


@dataclass(frozen=True)
class Said:
    """What a command has to say.

    Args:
        text: sentences without any key.
        well: False where something is left to be looked after.
    """

    text: str
    well: bool = True


def made() -> str:
    """Return a fresh key ring as the setting takes it. It is a secret."""
    return KeyRing.made().written()


def added(settings: Settings, *, index: bool) -> str:
    """Return the ring in use with one fresh key more, as the setting takes it. It is a secret.

    Args:
        settings: the settings.
        index: a fresh index key in the place of the one in use, and no other key.

    Raises:
        StorageError: the key file can't be read.
        BadSetting: the setting holds no key ring, or one that is full.
    """
    ring = service.key_ring(settings)
    try:
        return (ring.with_fresh_index_key() if index else ring.with_fresh_key()).written()
    except ValueError as error:
        raise BadSetting(f"{SETTING}: {error}") from None


def rotated(settings: Settings) -> Said:
    """Encrypt everything with the newest key; without the setting, with a fresh one that the key file gets.

    Raises:
        StorageError: the database or the key file can't be used; what was done stays, and it may be run again.
        BadSetting: the setting holds no key ring.
    """
    if settings.secret_keys is not None:
        return _of_the_setting(settings)
    file = service.key_file(settings)
    done = rotate_key_file(settings.database_url, file)
    said = [_values(done.values)]
    if done.taken_out:
        said.append(
            f"{_keys(done.taken_out)} left {file}: without a copy of it, backups of before can no longer be read, so "
            "make a new one."
        )
    elif done.beside and done.values.unused:
        names = ", ".join(one.name for one in done.beside)
        said.append(
            f"{_keys(done.values.unused)} stayed in {file}: other databases lie beside this one ({names}) and may need "
            "it. Move them away and run this again to have it taken out."
        )
    return Said(" ".join(said), well=not done.values.unreadable)


def _of_the_setting(settings: Settings) -> Said:
    ring = service.key_ring(settings)
    done = rotate(settings.database_url, ring)
    said = [_values(done)]
    late = done.still_used & ring.keys.keys()
    if done.unused:
        said.append(f"{_keys(done.unused)} can be taken out of {SETTING}, once no backup needs it any more.")
        if _made_the_index(settings) and 1 in done.unused:
            said.append(
                "But the blind indexes hang on key 1: before that, put the entry index:… into the setting that "
                "`pallobot keys add` prints."
            )
    if late and not done.unreadable:
        said.append(f"A service still writes with {_keys(late).lower()}: restart it with this setting, then run again.")
    if len(ring.keys) == 1:
        said.append(
            f"For a new key, put into {SETTING} of every service what `pallobot keys add` prints, restart them all, "
            "and run this again."
        )
    return Said(" ".join(said), well=not done.still_used)


def _made_the_index(settings: Settings) -> bool:
    return settings.secret_keys is not None and "index:" not in settings.secret_keys.get_secret_value()


def _values(done: Rotation) -> str:
    said = (
        f"Values encrypted anew with key {done.newest}: {done.moved:,}."
        if done.moved
        else f"Everything that could be read is encrypted with key {done.newest} already."
        if done.unreadable
        else f"Everything is encrypted with key {done.newest} already."
    )
    if done.unreadable:
        said += (
            f" Values that the keys at hand do not open: {done.unreadable:,}, left as they are; they name "
            f"{_keys(done.still_used).lower()}."
        )
    return said


def _keys(key_ids: Collection[int]) -> str:
    return ("Key " if len(key_ids) == 1 else "Keys ") + ", ".join(map(str, sorted(key_ids)))


def reindexed(settings: Settings) -> Said:
    """Make all blind indexes anew: with the index key of the setting, or with a fresh one that the key file gets.

    Raises:
        StorageError: a service runs, or the database or the key file can't be used; it may be run again.
        BadSetting: the setting holds no key ring.
    """
    if settings.secret_keys is not None:
        rows = reindex(settings.database_url, service.key_ring(settings))
        return Said(f"Registrations with new indexes: {rows:,}. Their index key is that of {SETTING}.")
    file = service.key_file(settings)
    rows = reindex_key_file(settings.database_url, file)
    return Said(f"Registrations with new indexes: {rows:,}. Their index key is in {file}.")
