"""What can be wrong with a file, said so that whoever brings it can put it right."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    Text = Mapping[str, str]


class FileProblem(Exception):  # noqa: N818 - its kinds say what happened
    """Something cannot be done with a file. ``text`` says why and what to do, by language."""

    def __init__(self, *, zh: str, en: str) -> None:
        super().__init__(en)
        self.text: Text = {"zh": zh, "en": en}


class FileRefused(FileProblem):
    """The file is not taken, for what it is or for what is in it; nothing of it was kept."""


class FileGone(FileProblem):
    """There is no such file within the reach of whoever asks, or it was erased."""

    def __init__(self) -> None:
        super().__init__(
            zh="没有这一文件，或者已经删除，或者您无权查看",
            en="There is no such file, it was erased, or it is not yours to see",
        )


class StorageAway(FileProblem):
    """The storage does not answer or has no room; nothing was entered, and the same can be tried again."""

    def __init__(self) -> None:
        super().__init__(
            zh="文件存储暂时不可用，文件没有保存，请稍后再试",
            en="The storage of files does not answer; nothing was kept. Try again in a moment",
        )
