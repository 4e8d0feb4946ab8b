"""What settings may not be: alone, beside each other, and where money is real. Pure."""

from collections.abc import Sequence
from ipaddress import ip_network
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tessera.kit.errors import Problem
from tessera.kit.transport import is_exposed
from tessera.kit.vault import read_key

if TYPE_CHECKING:
    from tessera.settings import Settings

PREFIX = "TESSERA_"
SECRET_SIZE_MIN = 32
SECRET_SIGNS_MIN = 10
"""Different signs that a secret must have; fewer are no chance, but a habit."""
SECRET_HABITS = ("secret", "password", "changeme", "change-me", "default", "example", "tessera")
PASSWORD_WORK_KIB_MIN = 38_000
"""Memory times passes of the least that OWASP recommends for argon2id (19 MiB, 2 passes)."""
EXPOSED = (
    "must be encrypted and verified (sslmode=verify-full, rediss://), or its host stand in"
    " TESSERA_PLAIN_HOSTS"
)


def problems_of(settings: "Settings") -> list[Problem]:
    """Everything that cannot be as it is set, or may not be in production."""
    problems = []
    schemes = {
        "base_url": ("http", "https"),
        "gateway_url": ("http", "https"),
        "stripe_api_url": ("http", "https"),
        "razorpay_api_url": ("http", "https"),
        "google_url": ("http", "https"),
        "github_url": ("http", "https"),
        "github_api_url": ("http", "https"),
        "mail_url": ("smtp", "smtps", "file"),
        "database_url": ("postgresql", "postgres"),
        "database_owner_url": ("postgresql", "postgres"),
        "database_read_url": ("postgresql", "postgres"),
        "valkey_url": ("valkey", "redis", "rediss", "unix"),
        "security_contact": ("mailto", "https"),
        "otlp_url": ("http", "https"),
        "s3_url": ("http", "https"),
        "cloudinary_api_url": ("http", "https"),
        "cloudinary_delivery_url": ("http", "https"),
    }
    for name, allowed in schemes.items():
        value = getattr(settings, name)
        if value and urlsplit(value).scheme not in allowed:
            wanted = " or ".join(f"{scheme}://…" for scheme in allowed)
            problems.append(Problem(PREFIX + name.upper(), f"must look like {wanted}"))
    for name in ("trusted_networks", "trusted_proxies", "webhook_networks"):
        for network in getattr(settings, name):
            try:
                ip_network(network)
            except ValueError:
                problems.append(Problem(PREFIX + name.upper(), f"{network!r} is not a network"))
    if settings.secret and len(settings.secret) < SECRET_SIZE_MIN:
        problems.append(Problem("TESSERA_SECRET", f"needs {SECRET_SIZE_MIN} characters or more"))
    problems += _wrong_keys(settings.keys)
    problems += _half_known(settings)
    problems += _no_store(settings)
    if settings.environment == "production":
        problems += _unsafe(settings)
    return problems


def _half_known(settings: "Settings") -> list[Problem]:
    """Services whose id is given without its secret, or the reverse."""
    given = {
        "GOOGLE": (settings.google_client_id, settings.google_client_secret),
        "GITHUB": (settings.github_client_id, settings.github_client_secret),
    }
    message = "must be set together with the client's id"
    return [
        Problem(f"TESSERA_{name}_CLIENT_SECRET", message)
        for name, (client_id, secret) in given.items()
        if bool(client_id) != bool(secret)
    ]


def _no_store(settings: "Settings") -> list[Problem]:
    """What the chosen place for files needs and has not been told."""
    needed = {
        "disk": (),
        "s3": ("s3_url", "s3_bucket", "s3_key_id", "s3_secret"),
        "cloudinary": ("cloudinary_cloud", "cloudinary_key", "cloudinary_secret"),
    }
    message = f"must be set where files are kept at {settings.files_store}"
    return [
        Problem(PREFIX + name.upper(), message)
        for name in needed[settings.files_store]
        if not getattr(settings, name)
    ]


def _wrong_keys(keys: Sequence[str]) -> list[Problem]:
    """What is wrong with the keys that seal secrets at rest; never repeats a key."""
    problems, ids = [], set()
    for index, text in enumerate(keys):
        try:
            key_id, _ = read_key(text)
        except ValueError as error:
            problems.append(Problem(f"TESSERA_KEYS[{index}]", str(error)))
            continue
        if key_id in ids:
            problems.append(Problem(f"TESSERA_KEYS[{index}]", f"the id {key_id!r} comes twice"))
        ids.add(key_id)
    return problems


def _unsafe(settings: "Settings") -> list[Problem]:
    checks = {
        "TESSERA_SECRET": (
            not is_guessable(settings.secret),
            "must be set in production, to signs drawn by chance",
        ),
        "TESSERA_DATABASE_URL": (_is_safe(settings, "database_url"), EXPOSED),
        "TESSERA_DATABASE_OWNER_URL": (_is_safe(settings, "database_owner_url"), EXPOSED),
        "TESSERA_DATABASE_READ_URL": (_is_safe(settings, "database_read_url"), EXPOSED),
        "TESSERA_VALKEY_URL": (_is_safe(settings, "valkey_url"), EXPOSED),
        "TESSERA_MAIL_URL": (bool(settings.mail_url), "must be set in production"),
        "TESSERA_BASE_URL": (settings.secure, "must be https:// in production"),
        "TESSERA_CLOCK_OFFSET_SECONDS": (not settings.clock_offset_seconds, "is for tests only"),
        "TESSERA_PAYMENT_PROVIDERS": (
            "mock" not in settings.payment_providers,
            "must not offer the mock provider in production",
        ),
        "TESSERA_PASSWORD_MEMORY_KIB": (
            settings.password_memory_kib * settings.password_passes >= PASSWORD_WORK_KIB_MIN,
            "is too little work with so few passes for production",
        ),
        "TESSERA_STRIPE_API_URL": (_is_secure(settings.stripe_api_url), "must be https://"),
        "TESSERA_RAZORPAY_API_URL": (_is_secure(settings.razorpay_api_url), "must be https://"),
        "TESSERA_S3_URL": (
            not settings.s3_url
            or _is_secure(settings.s3_url)
            or not is_exposed(settings.s3_url, settings.plain_hosts),
            "must be https://, or its host stand in TESSERA_PLAIN_HOSTS",
        ),
        "TESSERA_CLOUDINARY_API_URL": (_is_secure(settings.cloudinary_api_url), "must be https://"),
        "TESSERA_GOOGLE_URL": (_is_secure(settings.google_url), "must be https://"),
        "TESSERA_GITHUB_URL": (_is_secure(settings.github_url), "must be https://"),
        "TESSERA_GITHUB_API_URL": (_is_secure(settings.github_api_url), "must be https://"),
    }
    return [Problem(name, message) for name, (fine, message) in checks.items() if not fine]


def is_guessable(secret: str) -> bool:
    """Whether a secret is none, or looks like one that somebody thought up."""
    habit = any(word in secret.lower() for word in SECRET_HABITS)
    repeats = secret in (secret + secret)[1:-1]
    return habit or repeats or len(set(secret)) < SECRET_SIGNS_MIN


def _is_safe(settings: "Settings", name: str) -> bool:
    return not is_exposed(getattr(settings, name), settings.plain_hosts)


def _is_secure(url: str) -> bool:
    return url.startswith("https://")
