"""Mutations that take no idempotency key, each with the reason. A test fails for any other one."""

from collections.abc import Mapping

EXEMPT: Mapping[str, str] = {
    "POST /api/v1/auth/login": "each sign-in makes a session of its own; kept, its tokens would lie"
    " readable in the database",
    "POST /api/v1/auth/refresh": "a refresh token works once; used twice it ends its family",
    "POST /api/v1/auth/logout": "a session that has ended stays ended",
    "POST /api/v1/organizations/{organization_id:int}/api-keys": "the answer carries the key; kept,"
    " it would lie readable in the database",
    "POST /api/v1/admin/accounts/{account_id:uuid}/impersonation": "who looks as somebody else sends"
    " nothing more, so it cannot come twice",
    "DELETE /api/v1/impersonation": "a look that has ended stays ended",
    "POST /api/v1/ping": "changes nothing",
    "POST /api/v1/webhooks/{provider_name:str}": "events are kept once by the provider's own id",
    "POST /api/v1/webhooks/{provider_name:str}/{organization_id:int}": "events are kept once by the"
    " provider's own id",
    "POST /api/v1/organizations/{organization_id:int}/payment-providers/{provider:str}/check": (
        "asks the provider how things are now, and changes nothing"
    ),
    "POST /api/v1/orders/{order_id:uuid}/payments/{payment_id:uuid}/cancellation": "an attempt"
    " that was left stays left",
    "POST /api/v1/orders/{order_id:uuid}/payments/{payment_id:uuid}/proof": "an attempt ends once,"
    " and a proof is taken while it has no end",
    "POST /orders/{order_id:uuid}/payments/{payment_id:uuid}/return": "comes from the provider's"
    " page; a proof is taken while its attempt has no end",
    "POST /orders/{order_id:uuid}/payments/{payment_id:uuid}/leave": "an attempt that was left"
    " stays left",
    "POST /organizer/organizations/{organization_id:int}/payments/{provider:str}/check": "asks the"
    " provider how things are now, and changes nothing",
    "POST /api/v1/shows/{show_id:int}/move/preview": "says what would be, and changes nothing",
    "DELETE /api/v1/holds/{hold_id:uuid}": "frees what this hold alone has; nothing the"
    " second time",
    "POST /sign-in": "each sign-in makes a session of its own; kept, its secret would lie readable"
    " in the database",
    "POST /sign-out": "a session that has ended stays ended",
    "POST /checkout/{hold_id:uuid}/release": "frees what this hold alone has; nothing the second"
    " time",
}
