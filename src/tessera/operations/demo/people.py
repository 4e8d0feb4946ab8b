"""Who lives in the demo: four sign-ins, and the guests who have bought before you came."""

from random import Random
from uuid import UUID

from tessera.kit.signing import Signer
from tessera.orders.model import Buyer

PASSWORD = "tessera-demo"  # noqa: S105 - public by purpose, refused outside the demo
ADMIN, OWNER = "admin@demo.test", "owner@demo.test"
DOOR, CUSTOMER = "door@demo.test", "customer@demo.test"
NAMES = {ADMIN: "Ada Admin", OWNER: "Omar Owner", DOOR: "Dora Door", CUSTOMER: "Chitra Customer"}

FIRST = (
    "Aarav", "Aditi", "Amélie", "Anika", "Arjun", "Beatrice", "Camille", "Daniel", "Deepa", "Elsa",
    "Farah", "George", "Hana", "Imran", "Isha", "Jules", "Kabir", "Kavya", "Léa", "Luca", "Maya",
    "Nikhil", "Noor", "Olivia", "Priya", "Quentin", "Rahul", "Rosa", "Sameer", "Sofia", "Tara",
    "Théo", "Uma", "Vikram", "William", "Yara", "Zoya",
)  # fmt: skip
LAST = (
    "Acharya", "Bernard", "Bose", "Clarke", "Das", "Dubois", "Evans", "Fernandes", "Fournier",
    "Ghosh", "Hughes", "Iyer", "Joshi", "Khan", "Kulkarni", "Laurent", "Menon", "Moreau", "Nair",
    "Okafor", "Patel", "Petit", "Rao", "Reddy", "Shah", "Singh", "Thomas", "Varma", "Wright",
)  # fmt: skip


def guest(random: Random, number: int, customers: Signer) -> Buyer:
    """Buyer `number`: everybody has an address of their own, under a name nobody can mail."""
    first, last = random.choice(FIRST), random.choice(LAST)
    email = f"buyer{number}.{random.getrandbits(32):08x}@guests.example"
    return Buyer(f"{first} {last}", email, customer_of(customers, email))


def customer(account_id: UUID, customers: Signer) -> Buyer:
    """The demo's own customer."""
    return Buyer(NAMES[CUSTOMER], CUSTOMER, customer_of(customers, CUSTOMER), account_id)


def customer_of(customers: Signer, email: str) -> int:
    """As `Services.customer_of` counts: same address, same customer."""
    return int.from_bytes(customers.digest(email.encode())[:8], "big", signed=True)
