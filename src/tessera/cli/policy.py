"""`tessera policy`: who may what, as the document `docs/permissions.md`."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from tessera.accounts.policy import Right

    Routes = Iterable[tuple[str, str, Right]]

HEAD = """# Who may what

Printed by `tessera policy` from `src/tessera/accounts/policy.py` and the list of routes; a test
fails where it differs. Everybody with an account is a customer as well. Members have their rights
in their own organization; support and admins in every one. **yes\\*** asks for a proof of a second
factor a moment ago. A right without that, which members have, can be the scope of an API key. What
is open to guests may still be somebody's: an order or a ticket is shown to who bought it or brings
its secret.
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("policy")(command)


def command() -> None:
    """Print the matrix of rights, and the right that each route asks for."""
    from tessera.main import create_app
    from tessera.settings import Settings

    # Nothing is connected to: the routes are read off the application.
    unused = "never used, but long enough to be one"
    settings = Settings(environment="test", secret=unused, database_url="postgresql://none")
    typer.echo(document(routes_of(create_app(settings))), nl=False)


def routes_of(shell: object) -> "Routes":
    """Method, path and right of every route that has one."""
    from litestar import Litestar
    from litestar.routes import HTTPRoute

    from tessera.web.guards import right_of

    litestar: Litestar = shell._app._litestar  # type: ignore[attr-defined]
    for route in litestar.routes:
        for method, (handler, _) in getattr(route, "route_handler_map", {}).items():
            right = right_of(handler.resolve_guards())
            if isinstance(route, HTTPRoute) and right is not None and method != "HEAD":
                yield method, route.path_format, right


def document(routes: "Routes") -> str:
    """The whole document."""
    return "\n".join([HEAD, *_matrix(), "", "## Routes", "", *_routes(routes), ""])


def _matrix() -> Iterator[str]:
    from tessera.accounts.policy import POLICY, SCOPES, Part

    parts = [part.value.replace("_", " ") for part in Part]
    yield f"| right | {' | '.join(parts)} | key |"
    yield f"|---|{'---|' * (len(parts) + 1)}"
    for right, rule in POLICY.items():
        yes = "yes\\*" if rule.fresh else "yes"
        cells = [yes if part in rule.parts else "" for part in Part]
        cells.append("yes" if right in SCOPES else "")
        yield f"| `{right}` | {' | '.join(cells)} |"


def _routes(routes: "Routes") -> Iterator[str]:
    yield "| right | routes |"
    yield "|---|---|"
    found: dict[str, list[str]] = {}
    for method, path, right in routes:
        found.setdefault(right.value, []).append(f"{method} {path}")
    for right_name in sorted(found):
        listed = ", ".join(f"`{route}`" for route in sorted(set(found[right_name])))
        yield f"| `{right_name}` | {listed} |"
