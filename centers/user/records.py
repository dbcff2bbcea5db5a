"""Rows of the tables ⇄ model: the shape in which persons, logins and addresses are kept."""

from __future__ import annotations

from centers.user.addresses.model import SavedAddress
from centers.user.login.model import KnownLogin, NewLogin, RefreshRecord
from centers.user.merges.model import Merge
from centers.user.model import ChannelIdentity, Person, Registration
from centers.user.phones.model import Verification
from centers.user.revocations.model import Revocation
from mesh.data.rows import Columns, RowReader, Values

person_of = RowReader(Person)
identity_of = RowReader(ChannelIdentity)
registration_of = RowReader(Registration, nested=["person", "identity"])
merge_of = RowReader(Merge)
known_login_of = RowReader(KnownLogin)
refresh_record_of = RowReader(RefreshRecord)
address_of = RowReader(SavedAddress, nested=["postal"])
revocation_of = RowReader(Revocation)
verification_of = RowReader(Verification)

person_values = Values(
    Person,
    *("person_id", "display_name", "avatar_url", "phone", "phone_verified", "language"),
    *("status", "merged_into", "created_at", "updated_at"),
)
new_person_columns = Columns(
    Registration,
    *("person.person_id", "person.display_name", "person.phone"),
    *("identity.identity_id", "identity.channel", "identity.subject"),
)
changed_person_values = Values(
    Person,
    *("person_id", "display_name", "avatar_url", "phone", "phone_verified", "language"),
    *("status", "merged_into", "updated_at"),
)
identity_values = Values(
    ChannelIdentity,
    *("identity_id", "person_id", "channel", "subject", "app_id", "union_subject"),
    *("bound_at", "last_login_at"),
)
new_login_values = Values(
    NewLogin,
    *("proof.channel", "proof.subject", "now", "proof.app_id", "proof.union_subject"),
    *("login_id", "identity_id", "person_id", "proof.display_name"),
    *("token.token_hash", "token.expires_at"),
)
address_values = Values(
    SavedAddress,
    *("person_id", "address_id", "label", "postal.contact_name", "postal.contact_phone"),
    *("postal.street", "postal.detail", "postal.city", "postal.country_code"),
    *("postal.postal_code", "postal.latitude", "postal.longitude", "created_at", "updated_at"),
)
merge_values = Values(
    Merge,
    *("merge_id", "from_person_id", "into_person_id", "moved_identity_ids", "moved_address_ids"),
    *("reason", "merged_at"),
)
verification_values = Values(
    Verification,
    *("verification_id", "person_id", "phone", "request_id", "state", "wrong_tries"),
    *("started_at", "expires_at"),
)
