"""RAR archives (extra `[archive]`). Members that are only stored are read here; packed ones need one of the programs unrar, unar,
7z or bsdtar, which runs under the worker's limits."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import rarfile

from cleaners.errors import Rejected
from cleaners.options import CleanOptions
from cleaners.sources.containers.member import Found, Member, MemberRejected
from cleaners.sources.containers.names import normalised
from cleaners.sources.containers.pages import SavedPages
from cleaners.sources.item import Ignored
from cleaners.sources.streams import Checked, FileStream, Stream, bounded

_BROKEN = (rarfile.Error, EOFError, OSError, ValueError, KeyError, IndexError, TypeError)


def members(stream: Stream, name: str, options: CleanOptions) -> Iterator[Found]:  # noqa: ARG001
    assert isinstance(stream, FileStream)
    try:
        # By path where there is one: a program would else be given a copy.
        archive = rarfile.RarFile(
            stream.path.decode("utf-8", "surrogateescape") if stream.path else stream.rewound(), charset="gb18030"
        )
    except rarfile.NeedFirstVolume as error:
        raise Rejected("unsupported", f"RAR archive: a later part of several ({error})") from None
    except (rarfile.PasswordRequired, rarfile.NoCrypto):
        raise Rejected("encrypted", "a password is needed") from None
    except _BROKEN as error:
        raise Rejected("broken", f"RAR archive: {error}") from None
    with archive:
        if archive.needs_password() and not archive.infolist():
            raise Rejected("encrypted", "a password is needed")
        yield from (Ignored("link") for info in archive.infolist() if info.is_symlink())
        infos = [info for info in archive.infolist() if info.is_file()]
        names = [normalised(info.filename) for info in infos]
        saved = SavedPages(names)
        for info, member in zip(infos, names, strict=True):
            if info.needs_password():
                yield MemberRejected(Rejected("encrypted", "a password is needed"), member)
            elif info.compress_type != rarfile.RAR_M0 and not unpacker():
                yield MemberRejected(Rejected("unsupported", "RAR archive: install unrar, unar or 7z"), member)
            else:
                try:
                    file = archive.open(info)
                except _BROKEN as error:
                    yield MemberRejected(Rejected("broken", f"RAR archive: {error}"), member)
                    continue
                with file:
                    packed = info.compress_size
                    bound = bounded(lambda packed=packed: packed)  # type: ignore[misc]
                    yield Member(
                        member,
                        Stream(Checked(file, _BROKEN, "RAR archive"), bound=bound, size=info.file_size),
                        page_part=saved.has_part(member),
                    )


@cache
def unpacker() -> str:
    """The program that unpacks, "" where there is none."""
    try:
        return str(getattr(rarfile, rarfile.tool_setup().setup["open_cmd"][0]))
    except (rarfile.RarCannotExec, AttributeError, LookupError):
        return ""
