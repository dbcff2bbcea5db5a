"""What the product center refuses: one class per reason of the contract."""

from __future__ import annotations

from mesh.pure.errors import Kind, Refusal


class ProductRefusal(Refusal):
    """The product center refused."""

    domain = "zhongtai.product"


class CategoryNotFound(ProductRefusal):
    """There is no category {category_id}."""

    kind = Kind.NOT_FOUND
    reason = "CATEGORY_NOT_FOUND"


class ProductNotFound(ProductRefusal):
    """There is no product {product_id}."""

    kind = Kind.NOT_FOUND
    reason = "PRODUCT_NOT_FOUND"


class ModifierGroupNotFound(ProductRefusal):
    """There is no modifier group {modifier_group_id}."""

    kind = Kind.NOT_FOUND
    reason = "MODIFIER_GROUP_NOT_FOUND"


class MenuNotFound(ProductRefusal):
    """There is no menu {menu_id}."""

    kind = Kind.NOT_FOUND
    reason = "MENU_NOT_FOUND"


class ExternalCodeTaken(ProductRefusal):
    """Another {item_kind} has the code {external_code}."""

    kind = Kind.ALREADY_EXISTS
    reason = "EXTERNAL_CODE_TAKEN"


class ChannelCodeTaken(ProductRefusal):
    """Another item has the code {code} on {channel}."""

    kind = Kind.ALREADY_EXISTS
    reason = "CHANNEL_CODE_TAKEN"


class RevisionMismatch(ProductRefusal):
    """The product {product_id} has changed since: it is at revision {revision} now."""

    kind = Kind.ABORTED
    reason = "REVISION_MISMATCH"


class ReferenceBroken(ProductRefusal):
    """It refers to {item_id}, which does not exist or is out of use."""

    kind = Kind.FAILED_PRECONDITION
    reason = "REFERENCE_BROKEN"


class SkuNotFound(ProductRefusal):
    """There is no SKU {item_id}."""

    kind = Kind.NOT_FOUND
    reason = "SKU_NOT_FOUND"


class NotOnMenu(ProductRefusal):
    """The SKU {item_id} is not sold at this store, channel, service and time."""

    kind = Kind.FAILED_PRECONDITION
    reason = "NOT_ON_MENU"


class SoldOut(ProductRefusal):
    """{item_name} is sold out in this store."""

    kind = Kind.FAILED_PRECONDITION
    reason = "SOLD_OUT"


class ModifierNotAllowed(ProductRefusal):
    """The choice {item_id} is not offered here."""

    kind = Kind.FAILED_PRECONDITION
    reason = "MODIFIER_NOT_ALLOWED"


class ModifierLimit(ProductRefusal):
    """The group {group_id} takes {min} to {max} choices, not {chosen}."""

    kind = Kind.FAILED_PRECONDITION
    reason = "MODIFIER_LIMIT"


class ComboChoiceWrong(ProductRefusal):
    """The parts of this combo are not as it asks."""

    kind = Kind.FAILED_PRECONDITION
    reason = "COMBO_CHOICE_WRONG"


class BelowDishMinimum(ProductRefusal):
    """An order takes at least {min} of {item_name}, not {ordered}."""

    kind = Kind.FAILED_PRECONDITION
    reason = "BELOW_DISH_MINIMUM"


class AboveDishMaximum(ProductRefusal):
    """An order takes at most {max} of {item_name}, not {ordered}."""

    kind = Kind.FAILED_PRECONDITION
    reason = "ABOVE_DISH_MAXIMUM"


class NotSoldAlone(ProductRefusal):
    """{item_name} is sold only together with something else."""

    kind = Kind.FAILED_PRECONDITION
    reason = "NOT_SOLD_ALONE"


class VouchersApart(ProductRefusal):
    """{item_name} cannot be ordered so: vouchers are ordered by themselves."""

    kind = Kind.FAILED_PRECONDITION
    reason = "VOUCHERS_APART"


class CurrencyMixed(ProductRefusal):
    """Prices in {currencies} cannot be added."""

    kind = Kind.FAILED_PRECONDITION
    reason = "CURRENCY_MIXED"
