"""What can go wrong in storage, each with a sentence for the person who runs the bot."""


class StorageError(Exception):
    """Base of all that storage raises by itself; ``str()`` is a sentence that holds no stored content."""


class StorageUnavailable(StorageError):
    """The database can't be opened, read or written right now; the sentence says what to do."""


class AlreadyRunning(StorageError):
    """Another process holds the embedded database, which serves exactly one."""


class NotMigrated(StorageError):
    """The tables are not those of this version: ``pallobot db upgrade`` makes them so."""

    def __init__(self) -> None:
        super().__init__(
            "The database has not the tables of this version. Run `pallobot db upgrade`, then start again."
        )


class Conflict(StorageError):
    """A unique key refused a write: it came twice, or somebody else was first."""


class Refused(StorageError):
    """A constraint that is no unique key refused a write, which is a mistake of the code that wrote."""


class Moved(StorageError):
    """Another turn changed the conversation after this one had loaded it: load, decide and commit again."""


class WrongKey(StorageError):
    """A stored value can't be decrypted with the keys at hand, or was changed by something that has no key."""
