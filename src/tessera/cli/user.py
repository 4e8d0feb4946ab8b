"""`tessera user`: make accounts, and admins."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from tessera.kit.errors import NotFound, TesseraError

if TYPE_CHECKING:
    from tessera.kit.database import Tx

Email = Annotated[str, typer.Argument(help="The account's address.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    users = typer.Typer(help="Make accounts, and admins.", no_args_is_help=True)
    users.command("create")(create)
    users.command("promote")(promote)
    users.command("forget-factors")(forget_factors)
    app.add_typer(users, name="user")


def create(
    email: Email,
    *,
    name: Annotated[str, typer.Option(prompt=True, help="What to call this person.")],
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
    admin: Annotated[bool, typer.Option("--admin", help="Who runs the platform.")] = False,
) -> None:
    """Make an account; asks for the password."""
    from tessera.accounts import register as accounts
    from tessera.accounts.model import Role
    from tessera.accounts.passwords import Passwords
    from tessera.cli.database import in_transaction

    password = read_password(from_stdin=password_stdin)
    role = Role.ADMIN if admin else Role.CUSTOMER

    async def work(tx: "Tx") -> None:
        await accounts.register(
            tx, Passwords(), email=email, password=password, name=name, role=role
        )

    in_transaction(work)
    typer.echo(f"{email} has an account now ({role}).")


def read_password(*, from_stdin: bool) -> str:
    """The password, never from the command line: other users see that."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    answer: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return answer


def promote(
    email: Email,
    *,
    customer: Annotated[bool, typer.Option("--customer", help="Back to a customer.")] = False,
) -> None:
    """Make somebody an admin, or a customer again."""
    from tessera.accounts import register as accounts
    from tessera.accounts.model import Role
    from tessera.cli.database import in_transaction

    role = Role.CUSTOMER if customer else Role.ADMIN

    async def work(tx: "Tx") -> None:
        await accounts.promote(tx, email=email, role=role)

    try:
        in_transaction(work)
    except NotFound as error:
        raise TesseraError(
            f"{email} has no account: make one with `tessera user create`."
        ) from error
    typer.echo(f"{email} is {'an admin' if role is Role.ADMIN else 'a customer'} now.")


def forget_factors(
    email: Email,
    *,
    reason: Annotated[str, typer.Option(prompt=True, help="Why, for the audit log.")],
) -> None:
    """Take all second factors away from somebody who has lost them. Make sure who asks."""
    from tessera.accounts.factors import switch
    from tessera.accounts.find import account_of_email
    from tessera.cli.database import in_transaction
    from tessera.kit.errors import Refused
    from tessera.kit.trail import system

    async def work(tx: "Tx") -> None:
        account_id = await account_of_email(tx, email)
        if account_id is None:
            raise TesseraError(f"{email} has no account.")
        who = system("tessera user forget-factors")
        await switch.forget_factors(tx, account_id, who=who, reason=reason)

    try:
        in_transaction(work)
    except Refused as error:
        raise TesseraError(f"{email} has no second factor.") from error
    typer.echo(f"{email} signs in with the password alone now.")
