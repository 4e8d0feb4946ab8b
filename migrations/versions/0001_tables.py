"""The tables of the first landing.

Hot tables (claims, orders, order_lines, payments, tickets, ledger_entries) carry no foreign key to
`shows`: each check would write a lock into the one row of the show that everybody is buying, and
queue the buyers behind it. `tessera audit` proves what those keys would (docs/invariants.md).
"""

from alembic import op

from tessera.kit.database import run_script

revision = "0001"
down_revision = None

PEOPLE = """
CREATE TABLE accounts (
    id uuid PRIMARY KEY,
    email text NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    password_hash text NOT NULL,
    role text NOT NULL DEFAULT 'customer' CHECK (role IN ('customer', 'admin')),
    status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'blocked')),
    locale text NOT NULL DEFAULT 'en',
    created_at timestamptz NOT NULL DEFAULT now()
);
-- One account per address, however it is typed.
CREATE UNIQUE INDEX accounts_email_key ON accounts (lower(email));

CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    family uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('web', 'access', 'refresh')),
    secret_hash bytea NOT NULL UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    ended_at timestamptz
);
CREATE INDEX sessions_account_id ON sessions (account_id);
CREATE INDEX sessions_family ON sessions (family);
CREATE INDEX sessions_expires_at ON sessions (expires_at);

CREATE TABLE organizations (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    status text NOT NULL DEFAULT 'pending'
        CHECK (status IN ('pending', 'approved', 'rejected', 'suspended')),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    fee_fixed bigint NOT NULL DEFAULT 0 CHECK (fee_fixed >= 0),
    fee_basis_points integer NOT NULL DEFAULT 0 CHECK (fee_basis_points BETWEEN 0 AND 10000),
    tax_basis_points integer NOT NULL DEFAULT 0 CHECK (tax_basis_points BETWEEN 0 AND 10000),
    tax_included boolean NOT NULL DEFAULT true,
    cancel_until_minutes integer NOT NULL DEFAULT 120 CHECK (cancel_until_minutes >= 0),
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE members (
    organization_id bigint NOT NULL REFERENCES organizations ON DELETE CASCADE,
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    role text NOT NULL CHECK (role IN ('owner', 'manager', 'box_office', 'door')),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, account_id)
);
CREATE INDEX members_account_id ON members (account_id);
"""

CATALOGUE = """
CREATE TABLE titles (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organization_id bigint REFERENCES organizations,
    kind text NOT NULL CHECK (kind IN ('film', 'concert', 'play', 'opera', 'ballet', 'match',
        'comedy', 'festival', 'talk', 'other')),
    status text NOT NULL DEFAULT 'draft'
        CHECK (status IN ('draft', 'upcoming', 'released', 'expired', 'archived')),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    tagline text NOT NULL DEFAULT '',
    overview text NOT NULL DEFAULT '',
    genres text[] NOT NULL DEFAULT '{}',
    languages text[] NOT NULL DEFAULT '{}',
    original_language text NOT NULL DEFAULT '',
    runtime_minutes integer NOT NULL CHECK (runtime_minutes BETWEEN 1 AND 1440),
    certificate text NOT NULL DEFAULT '',
    director text NOT NULL DEFAULT '',
    cast_names text[] NOT NULL DEFAULT '{}',
    rating_tenths integer CHECK (rating_tenths BETWEEN 0 AND 100),
    released_on date,
    expires_on date,
    created_at timestamptz NOT NULL DEFAULT now(),
    CHECK (expires_on >= released_on)
);
-- The same title in the same language is entered once by an organization.
CREATE UNIQUE INDEX titles_name_key
    ON titles (coalesce(organization_id, 0), lower(name), original_language)
    WHERE status <> 'archived';
CREATE INDEX titles_status_released_on ON titles (status, released_on);

CREATE TABLE venues (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organization_id bigint NOT NULL REFERENCES organizations,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    address text NOT NULL DEFAULT '',
    city text NOT NULL CHECK (length(city) BETWEEN 1 AND 100),
    country text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
    timezone text NOT NULL,
    latitude numeric(8, 6) CHECK (latitude BETWEEN -90 AND 90),
    longitude numeric(9, 6) CHECK (longitude BETWEEN -180 AND 180),
    enabled boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX venues_name_key ON venues (organization_id, lower(name), lower(city));
CREATE INDEX venues_city ON venues (lower(city));

-- A seat plan is never changed: a new version is made (trigger below, venues/model.py).
CREATE TABLE seat_plans (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organization_id bigint NOT NULL REFERENCES organizations,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    version integer NOT NULL CHECK (version >= 1),
    capacity integer NOT NULL CHECK (capacity BETWEEN 1 AND 100000),
    categories text[] NOT NULL,
    content_hash text NOT NULL,
    document text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (organization_id, name, version)
);
CREATE FUNCTION refuse_seat_plan_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a seat plan is immutable: make a new version';
END $$;
CREATE TRIGGER seat_plans_immutable BEFORE UPDATE ON seat_plans
    FOR EACH ROW EXECUTE FUNCTION refuse_seat_plan_change();

CREATE TABLE halls (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    venue_id bigint NOT NULL REFERENCES venues,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    formats text[] NOT NULL DEFAULT '{2D}',
    seat_plan_id bigint REFERENCES seat_plans,
    turnaround_minutes integer NOT NULL DEFAULT 15 CHECK (turnaround_minutes BETWEEN 0 AND 1440),
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX halls_name_key ON halls (venue_id, lower(name));

CREATE TABLE shows (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organization_id bigint NOT NULL REFERENCES organizations,
    title_id bigint NOT NULL REFERENCES titles,
    hall_id bigint NOT NULL REFERENCES halls,
    seat_plan_id bigint NOT NULL REFERENCES seat_plans,
    status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'scheduled', 'on_sale',
        'sold_out', 'running', 'completed', 'cancelled')),
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    hall_busy_until timestamptz NOT NULL,
    sales_open_at timestamptz NOT NULL,
    sales_close_at timestamptz NOT NULL,
    language text NOT NULL DEFAULT '',
    format text NOT NULL DEFAULT '',
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    capacity integer NOT NULL CHECK (capacity >= 1),
    hold_seconds integer NOT NULL DEFAULT 600 CHECK (hold_seconds BETWEEN 60 AND 1800),
    order_seconds integer NOT NULL DEFAULT 900 CHECK (order_seconds BETWEEN 60 AND 7200),
    places_per_order_max integer NOT NULL DEFAULT 10
        CHECK (places_per_order_max BETWEEN 1 AND 100),
    places_per_customer_max integer CHECK (places_per_customer_max >= 1),
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    CHECK (starts_at < ends_at AND ends_at <= hall_busy_until),
    CHECK (sales_open_at < sales_close_at AND sales_close_at <= ends_at),
    -- A hall has one show at a time, turn-around included (shows/rules.py says it too).
    CONSTRAINT shows_no_overlap EXCLUDE USING gist
        (hall_id WITH =, tstzrange(starts_at, hall_busy_until) WITH &&)
        WHERE (status <> 'cancelled')
);
CREATE INDEX shows_title_id_starts_at ON shows (title_id, starts_at);
CREATE INDEX shows_starts_at ON shows (starts_at);
CREATE INDEX shows_organization_id_starts_at ON shows (organization_id, starts_at);

CREATE TABLE show_prices (
    show_id bigint NOT NULL REFERENCES shows ON DELETE CASCADE,
    category text NOT NULL,
    amount bigint NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (show_id, category)
);
"""

SELLING = """
-- P1: the primary key is the promise. No row = free.
CREATE TABLE claims (
    show_id bigint NOT NULL,
    place integer NOT NULL CHECK (place >= 0),
    state text NOT NULL CHECK (state IN ('held', 'pending', 'sold', 'blocked')),
    owner uuid NOT NULL,
    until timestamptz,
    customer bigint,
    PRIMARY KEY (show_id, place),
    -- What has a deadline can lapse; what is sold or blocked cannot.
    CHECK ((until IS NOT NULL) = (state IN ('held', 'pending')))
) WITH (fillfactor = 80);
CREATE INDEX claims_until ON claims (until) WHERE until IS NOT NULL;
-- P8: only shows with a limit per customer pay for this index.
CREATE INDEX claims_customer ON claims (show_id, customer) WHERE customer IS NOT NULL;

CREATE TABLE orders (
    id uuid PRIMARY KEY,
    reference text NOT NULL UNIQUE,
    show_id bigint NOT NULL,
    hold_id uuid NOT NULL,
    account_id uuid,
    customer bigint NOT NULL,
    buyer_name text NOT NULL,
    buyer_email text NOT NULL,
    locale text NOT NULL DEFAULT 'en',
    status text NOT NULL CHECK (status IN ('pending', 'paid', 'partly_refunded', 'refunded',
        'expired', 'cancelled', 'failed')),
    currency text NOT NULL,
    total bigint NOT NULL CHECK (total >= 0),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    paid_at timestamptz,
    ended_at timestamptz,
    CHECK ((paid_at IS NOT NULL) = (status IN ('paid', 'partly_refunded', 'refunded')))
) WITH (fillfactor = 80);
CREATE INDEX orders_show_id ON orders (show_id, id);
CREATE INDEX orders_account_id ON orders (account_id, id) WHERE account_id IS NOT NULL;
CREATE INDEX orders_expires_at ON orders (expires_at) WHERE status = 'pending';

CREATE TABLE order_lines (
    order_id uuid NOT NULL,
    n smallint NOT NULL CHECK (n >= 1),
    place integer NOT NULL CHECK (place >= 0),
    label text NOT NULL,
    category text NOT NULL,
    face bigint NOT NULL CHECK (face >= 0),
    fee bigint NOT NULL CHECK (fee >= 0),
    tax bigint NOT NULL CHECK (tax >= 0),
    ticket_id uuid NOT NULL,
    refund_id uuid,
    PRIMARY KEY (order_id, n)
);

CREATE TABLE payments (
    id uuid PRIMARY KEY,
    order_id uuid NOT NULL,
    provider text NOT NULL,
    method text NOT NULL,
    status text NOT NULL CHECK (status IN ('created', 'processing', 'succeeded', 'failed',
        'cancelled')),
    amount bigint NOT NULL CHECK (amount >= 0),
    currency text NOT NULL,
    reference text,
    failure text,
    created_at timestamptz NOT NULL,
    ended_at timestamptz,
    CHECK ((ended_at IS NOT NULL) = (status IN ('succeeded', 'failed', 'cancelled')))
) WITH (fillfactor = 80);
-- One attempt of an order moves money at a time: a double click cannot pay twice.
CREATE UNIQUE INDEX payments_one_live ON payments (order_id)
    WHERE status IN ('created', 'processing');
CREATE INDEX payments_order_id ON payments (order_id);
CREATE INDEX payments_unended ON payments (created_at) WHERE status IN ('created', 'processing');

CREATE TABLE refunds (
    id uuid PRIMARY KEY,
    order_id uuid NOT NULL,
    payment_id uuid NOT NULL REFERENCES payments,
    status text NOT NULL CHECK (status IN ('created', 'processing', 'succeeded', 'failed')),
    amount bigint NOT NULL CHECK (amount > 0),
    currency text NOT NULL,
    reason text NOT NULL,
    reference text,
    created_at timestamptz NOT NULL,
    ended_at timestamptz
);
CREATE INDEX refunds_order_id ON refunds (order_id);
CREATE INDEX refunds_payment_id ON refunds (payment_id);
CREATE INDEX refunds_unended ON refunds (created_at) WHERE status IN ('created', 'processing');

-- P3: one transaction (a payment or a refund) posts to an account once, and sums to zero.
CREATE TABLE ledger_entries (
    transaction_id uuid NOT NULL,
    account text NOT NULL CHECK (account IN ('provider_clearing', 'organization_payable', 'fees',
        'taxes', 'customer')),
    order_id uuid NOT NULL,
    amount bigint NOT NULL CHECK (amount <> 0),
    currency text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (transaction_id, account)
);

CREATE TABLE tickets (
    id uuid PRIMARY KEY,
    order_id uuid NOT NULL,
    n smallint NOT NULL,
    show_id bigint NOT NULL,
    place integer NOT NULL,
    status text NOT NULL CHECK (status IN ('valid', 'used', 'void')),
    serial smallint NOT NULL DEFAULT 1,
    issued_at timestamptz NOT NULL,
    used_at timestamptz,
    used_gate text,
    CHECK ((used_at IS NOT NULL) >= (status = 'used'))
) WITH (fillfactor = 80);
-- P2: a place has at most one ticket that opens the door.
CREATE UNIQUE INDEX tickets_place ON tickets (show_id, place) WHERE status <> 'void';

CREATE TABLE check_ins (
    id uuid PRIMARY KEY,
    ticket_id uuid,
    show_id bigint,
    account_id uuid NOT NULL,
    gate text NOT NULL,
    result text NOT NULL CHECK (result IN ('admitted', 'already_used', 'void', 'wrong_show',
        'unknown')),
    at timestamptz NOT NULL
);
CREATE INDEX check_ins_show_id ON check_ins (show_id, id);

-- P9: the answer of a mutation, kept under its client-made key.
CREATE TABLE idempotency_keys (
    key bytea PRIMARY KEY,
    fingerprint bytea NOT NULL,
    status smallint,
    body bytea,
    -- Of an answer: the deadline in it. Of a key still at work: until when it is leased.
    instant timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idempotency_keys_created_at ON idempotency_keys USING brin (created_at);

-- P10: a mail is sent for a cause once; the worker writes the row before it speaks SMTP.
CREATE TABLE mails (
    cause text PRIMARY KEY,
    recipient text NOT NULL,
    status text NOT NULL CHECK (status IN ('sending', 'sent')),
    created_at timestamptz NOT NULL DEFAULT now(),
    sent_at timestamptz
);
"""


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    for part in (PEOPLE, CATALOGUE, SELLING):
        run_script(op.get_bind(), part)


def downgrade() -> None:
    raise NotImplementedError("restore a backup: dropping the books is not a migration")
