"""The interface for programs, as people read it."""

import msgspec


class ApiField(msgspec.Struct, frozen=True):
    """A parameter, or a field of a body. `place` is path, query or body; inner fields are dotted.

    `bounds` are short words such as "at most 100" or "film, concert, play".
    """

    name: str
    kind: str
    place: str
    required: bool = False
    bounds: str = ""


class ApiOperation(msgspec.Struct, frozen=True):
    """One call. `who` is everybody, signed_in, members, admins or providers."""

    anchor: str
    method: str
    path: str
    summary: str
    description: str
    who: str
    fields: tuple[ApiField, ...]
    answers: tuple[tuple[str, str], ...]


class ApiGroup(msgspec.Struct, frozen=True):
    """The calls of one feature."""

    name: str
    operations: tuple[ApiOperation, ...]


class ApiPage(msgspec.Struct, frozen=True):
    """`api/docs.html`, for `/api/docs`."""

    version: str
    schema_url: str
    groups: tuple[ApiGroup, ...]
