from .effects import verify_bytes as verify_bytes
from .erasing import erase as erase
from .keeping import (
    Kept as Kept,
    Owner as Owner,
    held as held,
    hold as hold,
    kept as kept,
    read as read,
    store as store,
)
from .problems import (
    FileGone as FileGone,
    FileProblem as FileProblem,
    FileRefused as FileRefused,
    StorageAway as StorageAway,
)
from .scanning import MEDIA as MEDIA
from .storage import LocalStorage as LocalStorage, Storage as Storage, storage as storage
from .sweeping import loose as loose, sweep as sweep
