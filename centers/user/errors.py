"""What the user center refuses: one class per reason of the contract."""

from __future__ import annotations

from mesh.pure.errors import Kind, Refusal


class UserRefusal(Refusal):
    """The user center refused."""

    domain = "zhongtai.user"


class PersonNotFound(UserRefusal):
    """There is no person {person_id}."""

    kind = Kind.NOT_FOUND
    reason = "PERSON_NOT_FOUND"


class PersonMerged(UserRefusal):
    """The person is {merged_into_person_id} now: use that id."""

    kind = Kind.FAILED_PRECONDITION
    reason = "PERSON_MERGED"


class IdentityNotFound(UserRefusal):
    """There is no such channel identity."""

    kind = Kind.NOT_FOUND
    reason = "IDENTITY_NOT_FOUND"


class ChannelNotServed(UserRefusal):
    """No identity provider serves the channel {channel}: start or configure its plug-in."""

    kind = Kind.FAILED_PRECONDITION
    reason = "CHANNEL_NOT_SERVED"


class LoginCodeRejected(UserRefusal):
    """The channel does not accept this code: get a new one and try again."""

    kind = Kind.UNAUTHENTICATED
    reason = "LOGIN_CODE_REJECTED"


class RefreshTokenInvalid(UserRefusal):
    """The refresh token is unknown, expired or revoked: log in again."""

    kind = Kind.UNAUTHENTICATED
    reason = "REFRESH_TOKEN_INVALID"


class RefreshTokenReused(UserRefusal):
    """The refresh token was used before, so the login was ended: log in again."""

    kind = Kind.UNAUTHENTICATED
    reason = "REFRESH_TOKEN_REUSED"


class IdentityBoundElsewhere(UserRefusal):
    """The channel identity belongs to another person: unbind it there, or merge the two."""

    kind = Kind.ALREADY_EXISTS
    reason = "IDENTITY_BOUND_ELSEWHERE"


class LastIdentity(UserRefusal):
    """It is the person's last identity: bind another one first."""

    kind = Kind.FAILED_PRECONDITION
    reason = "LAST_IDENTITY"


class AddressNotFound(UserRefusal):
    """There is no address {address_id}."""

    kind = Kind.NOT_FOUND
    reason = "ADDRESS_NOT_FOUND"


class TooManyAddresses(UserRefusal):
    """A person keeps at most {limit} addresses: delete one first."""

    kind = Kind.FAILED_PRECONDITION
    reason = "TOO_MANY_ADDRESSES"


class VerificationNotFound(UserRefusal):
    """There is no phone verification {verification_id}."""

    kind = Kind.NOT_FOUND
    reason = "VERIFICATION_NOT_FOUND"


class VerificationClosed(UserRefusal):
    """The phone verification has expired or is used up: start a new one."""

    kind = Kind.FAILED_PRECONDITION
    reason = "VERIFICATION_CLOSED"


class VerificationCodeWrong(UserRefusal):
    """The code is wrong: {attempts_left} tries remain."""

    kind = Kind.INVALID_ARGUMENT
    reason = "VERIFICATION_CODE_WRONG"


class MergeNotFound(UserRefusal):
    """There is no merge {merge_id}."""

    kind = Kind.NOT_FOUND
    reason = "MERGE_NOT_FOUND"


class MergeNotPossible(UserRefusal):
    """The merge cannot be done or undone as things are."""

    kind = Kind.FAILED_PRECONDITION
    reason = "MERGE_NOT_POSSIBLE"


class SmsNotServed(UserRefusal):
    """No SMS plug-in sends for this chain: start one, or name it in ZHONGTAI_SMS_PLUGIN."""

    kind = Kind.FAILED_PRECONDITION
    reason = "SMS_NOT_SERVED"


class PhoneRefused(UserRefusal):
    """Nothing is sent to this phone: ask for another number."""

    kind = Kind.INVALID_ARGUMENT
    reason = "PHONE_REFUSED"
