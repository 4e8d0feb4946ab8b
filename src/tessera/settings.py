"""Every setting, in one frozen object, read from the environment as `TESSERA_<NAME>`.

A wrong value stops the start with the list of all that is wrong (`settings_rules.py`).
`docs/configuration.md` is checked against this file; `tessera config` prints what is in force.
"""

import os
import secrets
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from tessera.kit.errors import Invalid, Problem
from tessera.kit.limits import Policy, Quota
from tessera.settings_rules import PREFIX, SECRET_SIZE_MIN, problems_of

Port = Annotated[int, Meta(ge=1, le=65535)]


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an engineer may choose. Units are in the names; the defaults suit a laptop."""

    environment: Literal["development", "test", "production"] = "development"
    base_url: str = "http://127.0.0.1:8000"
    host: str = "127.0.0.1"
    port: Port = 8000
    workers: Annotated[int, Meta(ge=1, le=64)] = 1
    var_dir: str = "var"
    backup_dir: str = ""
    database_url: str = ""
    database_owner_url: str = ""
    database_read_url: str = ""
    valkey_url: str = ""
    valkey_cluster: bool = False
    secret: str = ""
    database_connections_max: Annotated[int, Meta(ge=2, le=200)] = 12
    desk_lanes: Annotated[int, Meta(ge=1, le=16)] = 2
    desk_batch_max: Annotated[int, Meta(ge=1, le=1024)] = 256
    desk_queue_max: Annotated[int, Meta(ge=1, le=100_000)] = 8192
    desk_wait_seconds: Annotated[int, Meta(ge=1, le=60)] = 10
    sweep_seconds: Annotated[int, Meta(ge=1, le=300)] = 5
    reconcile_seconds: Annotated[int, Meta(ge=1, le=3600)] = 60
    show_cache_seconds: Annotated[int, Meta(ge=1, le=60)] = 2
    access_token_seconds: Annotated[int, Meta(ge=60, le=3600)] = 900
    refresh_token_seconds: Annotated[int, Meta(ge=3600, le=7_776_000)] = 2_592_000
    refresh_family_seconds: Annotated[int, Meta(ge=3600, le=31_536_000)] = 7_776_000
    web_session_seconds: Annotated[int, Meta(ge=600, le=7_776_000)] = 1_209_600
    google_client_id: str = ""
    google_client_secret: str = ""
    google_url: str = "https://accounts.google.com"
    github_client_id: str = ""
    github_client_secret: str = ""
    github_url: str = "https://github.com"
    github_api_url: str = "https://api.github.com"
    web_session_idle_seconds: Annotated[int, Meta(ge=600, le=7_776_000)] = 259_200
    four_eyes: bool = False
    step_up_seconds: Annotated[int, Meta(ge=60, le=86_400)] = 600
    sign_in_tries_max: Annotated[int, Meta(ge=1, le=1000)] = 5
    sign_in_window_seconds: Annotated[int, Meta(ge=1, le=86_400)] = 900
    live_streams_max: Annotated[int, Meta(ge=0, le=1_000_000)] = 10_000
    password_memory_kib: Annotated[int, Meta(ge=1024, le=4_194_304)] = 47_104
    password_passes: Annotated[int, Meta(ge=1, le=100)] = 2
    password_hashes_at_once: Annotated[int, Meta(ge=1, le=64)] = 1
    password_queue_max: Annotated[int, Meta(ge=1, le=10_000)] = 40
    address_requests_max: Annotated[int, Meta(ge=1)] = 600
    address_window_seconds: Annotated[int, Meta(ge=1, le=3600)] = 60
    sign_in_address_tries_max: Annotated[int, Meta(ge=1)] = 60
    mails_to_one_max: Annotated[int, Meta(ge=1, le=1000)] = 5
    mails_window_seconds: Annotated[int, Meta(ge=1, le=86_400)] = 600
    api_key_requests_max: Annotated[int, Meta(ge=1)] = 1200
    expensive_requests_max: Annotated[int, Meta(ge=1)] = 20
    search_requests_max: Annotated[int, Meta(ge=1)] = 120
    room_polls_per_second: Annotated[int, Meta(ge=1, le=100_000_000)] = 20_000
    session_holds_max: Annotated[int, Meta(ge=1, le=100)] = 2
    account_holds_max: Annotated[int, Meta(ge=1, le=100)] = 2
    network_holds_max: Annotated[int, Meta(ge=1, le=100_000)] = 40
    network_arrivals_max: Annotated[int, Meta(ge=1, le=10_000_000)] = 600
    hold_cool_down_seconds: Annotated[int, Meta(ge=1, le=3600)] = 30
    trusted_networks: tuple[str, ...] = ("127.0.0.0/8", "::1/128")
    trusted_proxies: tuple[str, ...] = ()
    webhook_networks: tuple[str, ...] = ()
    plain_hosts: tuple[str, ...] = ()
    security_contact: str = ""
    body_bytes_max: Annotated[int, Meta(ge=1024, le=100_000_000)] = 8_000_000
    messages_per_second: Annotated[int, Meta(ge=1, le=10_000)] = 50
    reminder_hours: Annotated[int, Meta(ge=0, le=168)] = 24
    mail_url: str = ""
    mail_from: str = "Tessera <tickets@tessera.test>"
    files_store: Literal["disk", "s3", "cloudinary"] = "disk"
    files_dir: str = ""
    s3_url: str = ""
    s3_region: str = "us-east-1"
    s3_bucket: str = ""
    s3_key_id: str = ""
    s3_secret: str = ""
    cloudinary_cloud: str = ""
    cloudinary_key: str = ""
    cloudinary_secret: str = ""
    cloudinary_api_url: str = "https://api.cloudinary.com"
    cloudinary_delivery_url: str = "https://res.cloudinary.com"
    gateway_url: str = "http://127.0.0.1:8009"
    gateway_webhook_secret: str = ""
    gateway_timeout_seconds: Annotated[int, Meta(ge=1, le=60)] = 5
    payment_providers: tuple[str, ...] = ("mock",)
    keys: tuple[str, ...] = ()
    stripe_api_url: str = "https://api.stripe.com"
    razorpay_api_url: str = "https://api.razorpay.com"
    provider_timeout_seconds: Annotated[int, Meta(ge=1, le=60)] = 10
    worker_jobs_max: Annotated[int, Meta(ge=2, le=200)] = 10
    worker_heartbeat_seconds: Annotated[int, Meta(ge=1, le=600)] = 30
    clock_offset_seconds: int = 0
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["text", "json"] = "text"
    worker_figures_port: Annotated[int, Meta(ge=0, le=65535)] = 0
    otlp_url: str = ""
    trace_share: Annotated[float, Meta(ge=0, le=1)] = 0.05

    @property
    def var(self) -> Path:
        """Where engines, mails and secrets of this installation live."""
        return Path(self.var_dir).resolve()

    @property
    def backups(self) -> Path:
        """Where backups are kept; another disk, if it is to be of use."""
        return Path(self.backup_dir).resolve() if self.backup_dir else self.var / "backups"

    @property
    def files(self) -> Path:
        """Where uploads are kept, where they are kept on a disk that all servers share."""
        return Path(self.files_dir).resolve() if self.files_dir else self.var / "files"

    @property
    def webhook_networks_allowed(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """Private networks that outgoing webhooks may reach all the same."""
        return tuple(ip_network(network) for network in self.webhook_networks)

    @property
    def quotas(self) -> Mapping[Policy, Quota]:
        """How much of what anybody may do."""
        minute = self.address_window_seconds
        return {
            Policy.ADDRESS: Quota(self.address_requests_max, minute),
            Policy.SIGN_IN_ADDRESS: Quota(
                self.sign_in_address_tries_max, self.sign_in_window_seconds
            ),
            Policy.MAIL: Quota(self.mails_to_one_max, self.mails_window_seconds),
            Policy.API_KEY: Quota(self.api_key_requests_max, minute),
            Policy.EXPENSIVE: Quota(self.expensive_requests_max, minute),
            Policy.SEARCH: Quota(self.search_requests_max, minute),
            Policy.ARRIVALS: Quota(self.network_arrivals_max, minute),
        }

    @property
    def secure(self) -> bool:
        """Whether the site is reached over TLS; decides cookie flags and HSTS."""
        return self.base_url.startswith("https://")


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment. Raises `Invalid` with every problem at once."""
    source = os.environ if environ is None else environ
    given: dict[str, str | list[str]] = {}
    known = {field.name: field for field in msgspec.structs.fields(Settings)}
    problems: list[Problem] = []
    for variable, text in sorted(source.items()):
        if not variable.startswith(PREFIX) or variable.startswith(PREFIX + "TEST_"):
            continue
        name = variable.removeprefix(PREFIX).lower()
        if name not in known:
            problems.append(Problem(variable, "is not a setting; see docs/configuration.md"))
        elif known[name].type == tuple[str, ...]:
            given[name] = [part.strip() for part in text.split(",") if part.strip()]
        else:
            given[name] = text
    problems += _unreadable(given)
    if problems:
        raise Invalid(problems)
    settings = msgspec.convert(given, Settings, strict=False)
    if problems := problems_of(settings):
        raise Invalid(problems)
    return with_secret(settings)


def _unreadable(given: Mapping[str, str | list[str]]) -> list[Problem]:
    problems = []
    for name, value in given.items():
        try:
            msgspec.convert({name: value}, Settings, strict=False)
        except msgspec.ValidationError as error:
            problems.append(Problem(PREFIX + name.upper(), str(error).partition(" - at")[0]))
    return problems


def with_secret(settings: Settings) -> Settings:
    """The settings with a secret: given, or one made once and kept under `var/`."""
    if settings.secret:
        return settings
    path = settings.var / "secret"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(SECRET_SIZE_MIN))
        try:
            # A link fails where another process was first; both then read the same secret.
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return msgspec.structs.replace(settings, secret=path.read_text())
