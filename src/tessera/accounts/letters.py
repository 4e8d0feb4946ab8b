"""What is mailed to people about their accounts, in their language."""

from collections.abc import Mapping
from typing import NamedTuple

from tessera.kit.mail import Mail
from tessera.web.present import N_
from tessera.web.templates import environment_for, translations
from tessera.web.views.messages import AccountMail


class Letter(NamedTuple):
    """A mail's words: above the code or the button, and below; `path` is where the button goes."""

    subject: str
    above: str
    below: str = ""
    label: str = ""
    path: str = ""


LETTERS: Mapping[str, Letter] = {
    "registration": Letter(
        N_("Your code for Tessera"),
        N_("With this code you make your account. It works for ten minutes:"),
        N_("If it was not you who asked for it, do nothing: without the code there is no account."),
    ),
    "has_account": Letter(
        N_("You have an account already"),
        N_("Somebody, perhaps you, wanted to make an account with this address. It has one."),
        N_("If it was not you, do nothing: nobody was told that you are here."),
        N_("Sign in"),
        "/sign-in",
    ),
    "reset": Letter(
        N_("Your code for a new password"),
        N_("With this code you choose a new password. It works for ten minutes:"),
        N_("If it was not you who asked for it, do nothing: your password stays as it is."),
    ),
    "email_new": Letter(
        N_("Your code for this address"),
        N_("With this code this becomes the address of your account. It works for ten minutes:"),
        N_("If it was not you who asked for it, do nothing: nothing changes."),
    ),
    "email_old": Letter(
        N_("Your code to change your address"),
        N_("Your account shall move to another address. If that is you, this code allows it:"),
        N_("If it is not you, somebody is signed in as you: change your password now."),
    ),
    "email_taken": Letter(
        N_("You have an account already"),
        N_("Somebody, perhaps you, wanted to move another account to this address. It has one."),
        N_("If it was not you, do nothing: nobody was told that you are here."),
        N_("Sign in"),
        "/sign-in",
    ),
    "export_ready": Letter(
        N_("Your export is ready"),
        N_("%(name)s, %(since)s to %(until)s: %(rows)s rows. You get the table where you are"
           " signed in; it holds personal data, so it is not in this mail."),
        N_("You get this because you asked for it on a timetable. You can let it rest there."),
        N_("Download it"),
        "%(path)s",
    ),
    "export_failed": Letter(
        N_("Your export could not be made"),
        N_("%(name)s, %(since)s to %(until)s: something went wrong with us. Try it by hand; the"
           " next one on the timetable is made all the same."),
        "",
        N_("Try it by hand"),
        "%(path)s",
    ),
    "password_changed": Letter(
        N_("Your password was changed"),
        N_("Your password was changed, and all other devices were signed out."),
        N_("If it was not you, set a new one now."),
        N_("Set a new password"),
        "/password/forgotten",
    ),
    "email_changed": Letter(
        N_("Your account has another address"),
        N_("Your account has moved to another address, and this one does not open it any more."),
        N_("If it was not you, answer this mail at once."),
    ),
    "new_device": Letter(
        N_("Somebody signed in on a new device"),
        N_("Your account was opened for the first time by %(device)s, from %(address)s."),
        N_("If that was you, there is nothing to do. If not, set a new password: it signs everybody"
           " else out."),
        N_("Set a new password"),
        "/password/forgotten",
    ),
    "erased": Letter(
        N_("Your account is deleted"),
        N_("Your account and what we knew of you are deleted. What was bought stays in the books,"
           " without your name."),
        N_("Tickets that you were mailed still open the door."),
    ),
}  # fmt: skip


def letter(
    kind: str,
    *,
    email: str,
    locale: str,
    cause: str,
    base_url: str,
    code: str = "",
    facts: Mapping[str, str] | None = None,
) -> Mail:
    """The mail of a kind; the same `cause` is the same mail."""
    words = LETTERS[kind]
    say = translations(locale).gettext
    view = AccountMail(
        subject=say(words.subject),
        above=say(words.above) % facts if facts else say(words.above),
        below=say(words.below) if words.below else "",
        code=f"{code[:3]} {code[3:]}" if code else "",
        url=base_url + (words.path % facts if facts else words.path) if words.path else "",
        label=say(words.label) if words.label else "",
    )
    environment = environment_for(locale)
    text = environment.get_template("messages/account.txt").render(view=view).strip()
    html = environment.get_template("messages/account.html").render(view=view)
    return Mail(f"account:{kind}:{cause}", email, view.subject, text, html)
