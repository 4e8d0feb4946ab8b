"""Mutations that take no idempotency key, each with the reason. A test fails for any other one."""

from collections.abc import Mapping

EXEMPT: Mapping[str, str] = {
    "POST /api/v1/auth/login": "each sign-in makes a session of its own; kept, its tokens would lie"
    " readable in the database",
    "POST /api/v1/auth/refresh": "a refresh token works once; used twice it ends its family",
    "POST /api/v1/auth/logout": "a session that has ended stays ended",
    "POST /api/v1/organizations/{organization_id:int}/api-keys": "the answer carries the key; kept,"
    " it would lie readable in the database",
    "POST /api/v1/admin/accounts/{account_id:uuid}/impersonation": "who looks as somebody else"
    " sends nothing more, so it cannot come twice",
    "DELETE /api/v1/impersonation": "a look that has ended stays ended",
    "POST /api/v1/ping": "changes nothing",
    "POST /api/v1/organizations/{organization_id:int}/series/preview": "looks, and changes nothing",
    "POST /api/v1/organizations/{organization_id:int}/cancellations/preview": "looks, and changes"
    " nothing",
    "POST /api/v1/shows/{show_id:int}/consequences": "looks, and changes nothing",
    "POST /api/v1/shows/{show_id:int}/code-check": "looks at a code, and changes nothing",
    "POST /shows/{show_id:int}/code": "keeps a code in the browser, and changes nothing here",
    "POST /api/v1/organizations/{organization_id:int}/plan-drafts/reading": "reads a file and"
    " changes nothing",
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
    "PUT /api/v1/titles/{title_id:int}/files/{role:str}": "a body of a hundred megabytes is not"
    " read twice; sent again, the file takes the place of the same one",
    "PUT /api/v1/venues/{venue_id:int}/pictures/{picture_id:uuid}/file": "a body of many megabytes"
    " is not read twice; sent again under its own id, it is the same picture",
    "POST /api/v1/title-runs/preview": "says what would be, and changes nothing",
    "POST /api/v1/orders/{order_id:uuid}/lines/{n:int}/place/preview": "says what would be, and"
    " changes nothing",
    "POST /api/v1/shows/{show_id:int}/move/preview": "says what would be, and changes nothing",
    "DELETE /api/v1/holds/{hold_id:uuid}": "frees what this hold alone has; nothing the"
    " second time",
    "POST /organizer/organizations/{organization_id:int}/keys": "the page shows the key, which is"
    " not kept; sent again it makes another one, to be seen and ended in the list",
    "POST /admin/accounts/{account_id:uuid}/impersonation": "who looks as somebody else sends"
    " nothing more, so it cannot come twice",
    "POST /impersonation/end": "a look that has ended stays ended",
    "POST /api/v1/waiting-rooms/{room_id:int}/places": "who shows their ticket keeps its place; a"
    " number that was lost on the way is one that nobody queues with, and a million leave no rows",
    "POST /api/v1/waiting-rooms/{room_id:int}/admission": "a place has one turn, told again to who"
    " asks again",
    "DELETE /api/v1/waiting-rooms/{room_id:int}/admission": "a turn that was left stays left",
    "POST /waiting-rooms/{room_id:int}/places": "this browser's ticket keeps its place; without one"
    " there is nobody yet whose place it would be",
    "POST /waiting-rooms/{room_id:int}/enter": "a place has one turn, told again to who asks again",
    "POST /waiting-rooms/{room_id:int}/leave": "a turn that was left stays left",
    "POST /sign-in": "each sign-in makes a session of its own; kept, its secret would lie readable"
    " in the database",
    "POST /sign-out": "a session that has ended stays ended",
    "POST /api/v1/organizations/{organization_id:int}/gift-cards": "the answer carries the codes;"
    " kept, they would lie readable in the database",
    "POST /organizer/organizations/{organization_id:int}/gift-cards": "the page shows the codes,"
    " which are not kept; sent again it issues others, to be seen and blocked in the list",
    "POST /gift-cards/sales/{sale_id:uuid}/payments/{payment_id:uuid}/return": "comes from the"
    " provider's page, and is not believed: the provider is asked",
    "POST /gift-cards/sales/{sale_id:uuid}/payments/{payment_id:uuid}/leave": "an attempt that was"
    " left stays left",
    "POST /api/v1/gift-cards/balance": "tells what is on a card, and changes nothing",
    "POST /gift-cards": "tells what is on a card, and changes nothing",
    "POST /unsubscribe/{token:str}": "one click of a mail program, which brings no key; what has"
    " ended stays ended",
    "POST /newsletter/confirmation/{token:str}": "confirmed once; again it says so",
    "POST /checkout/{hold_id:uuid}/quote": "shows what an offer would bring, and changes nothing",
    "POST /api/v1/holds/{hold_id:uuid}/quote": "tells what an offer would bring, and changes"
    " nothing",
    "POST /checkout/{hold_id:uuid}/release": "frees what this hold alone has; nothing the second"
    " time",
    "POST /api/v1/auth/second-factor": "a challenge is used once, and its tokens are kept nowhere",
    "POST /api/v1/auth/second-factor/mail": "each mail has a code of its own, three at most",
    "POST /api/v1/auth/step-up": "a code is used once; what it proves a second time is the same",
    "POST /api/v1/auth/step-up/mail": "each mail has a code of its own, three at most",
    "POST /api/v1/me/factors/totp": "a secret that is kept nowhere; the next one takes its place",
    "POST /api/v1/me/factors/totp/confirmation": "recovery codes are kept nowhere, and a code of an"
    " app works once",
    "POST /api/v1/me/factors/email": "recovery codes are kept nowhere; on twice is refused",
    "POST /api/v1/me/factors/recovery-codes": "recovery codes are kept nowhere; the next ones take"
    " their place",
    "POST /sign-in/second": "a challenge is used once, and a session's secret is kept nowhere",
    "POST /sign-in/second/mail": "each mail has a code of its own, three at most",
    "POST /confirm": "a code is used once; what it proves a second time is the same",
    "POST /confirm/mail": "each mail has a code of its own, three at most",
    "POST /account/security/totp": "a secret that is kept nowhere; the next one takes its place",
    "POST /account/security/totp/confirmation": "recovery codes are kept nowhere, and a code of an"
    " app works once",
    "POST /account/security/email": "recovery codes are kept nowhere; on twice is refused",
    "POST /account/security/recovery-codes": "recovery codes are kept nowhere; the next ones take"
    " their place",
    "POST /api/v1/auth/passkeys/options": "each challenge is one of its own, and used once",
    "POST /api/v1/auth/passkeys": "a challenge is used once, and its tokens are kept nowhere",
    "POST /api/v1/auth/second-factor/passkey": "says what is asked, and changes nothing",
    "POST /api/v1/auth/step-up/passkey": "says what is asked, and changes nothing",
    "POST /api/v1/me/passkeys/options": "each challenge is one of its own, and used once",
    "POST /api/v1/me/passkeys": "recovery codes are kept nowhere; a challenge is used once",
    "POST /sign-in/passkey": "a challenge is used once, and a session's secret is kept nowhere",
    "POST /account/security/passkey": "each challenge is one of its own, and used once",
    "POST /account/security/passkey/confirmation": "recovery codes are kept nowhere; a challenge is"
    " used once",
    "POST /api/v1/auth/identities/{provider:str}": "each way there is one of its own",
    "POST /api/v1/auth/identities/{provider:str}/return": "the service takes a code once;"
    " tokens are kept nowhere",
    "POST /api/v1/me/identities/{provider:str}": "each way there is one of its own",
    "POST /api/v1/me/identities/{provider:str}/return": "the service takes a code once;"
    " linked twice is linked",
    "POST /account/security/with/{provider:str}": "each way there is one of its own",
}
