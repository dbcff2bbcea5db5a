"""What the store center refuses: one class per reason of the contract."""

from __future__ import annotations

from mesh.pure.errors import Kind, Refusal


class StoreRefusal(Refusal):
    """The store center refused."""

    domain = "zhongtai.store"


class StoreNotFound(StoreRefusal):
    """There is no store {store_id}."""

    kind = Kind.NOT_FOUND
    reason = "STORE_NOT_FOUND"


class ExternalCodeTaken(StoreRefusal):
    """The external code {external_code} belongs to the store {store_id}."""

    kind = Kind.ALREADY_EXISTS
    reason = "EXTERNAL_CODE_TAKEN"


class ChannelCodeTaken(StoreRefusal):
    """The code {code} on {channel} belongs to the store {store_id}."""

    kind = Kind.ALREADY_EXISTS
    reason = "CHANNEL_CODE_TAKEN"


class RevisionMismatch(StoreRefusal):
    """The store {store_id} has changed since: it is at revision {revision} now."""

    kind = Kind.ABORTED
    reason = "REVISION_MISMATCH"


class StoreRetired(StoreRefusal):
    """The store {store_id} is retired."""

    kind = Kind.FAILED_PRECONDITION
    reason = "STORE_RETIRED"


class ChannelCodeNotFound(StoreRefusal):
    """No store has the code {code} on {channel}."""

    kind = Kind.NOT_FOUND
    reason = "CHANNEL_CODE_NOT_FOUND"


class TillNotFound(StoreRefusal):
    """There is no till {till_id}."""

    kind = Kind.NOT_FOUND
    reason = "TILL_NOT_FOUND"


class TillNameTaken(StoreRefusal):
    """The store {store_id} has a till named {name} already."""

    kind = Kind.ALREADY_EXISTS
    reason = "TILL_NAME_TAKEN"


class TillCredentialsWrong(StoreRefusal):
    """This till is not known here, or its secret is wrong."""

    kind = Kind.UNAUTHENTICATED
    reason = "TILL_CREDENTIALS_WRONG"
