"""Which state of an admission may follow which. Checked when the program starts."""

from __future__ import annotations

from apps.flash_sale.admissions.model import AdmissionState as A
from mesh.pure.states import StateTable

ADMISSION = StateTable(
    "admission",
    {
        A.WAITING: {A.ADMITTED, A.LAPSED, A.RETURNED},
        A.ADMITTED: {A.ORDERED, A.LAPSED, A.RETURNED},
        # Back to its person when the order was not placed after all; kept where it is placed anew.
        A.ORDERED: {A.ORDERED, A.ADMITTED, A.SOLD, A.LAPSED, A.RETURNED},
        A.SOLD: {A.RETURNED},
        A.LAPSED: set(),
        A.RETURNED: set(),
    },
    initial=A.WAITING,
    final={A.LAPSED, A.RETURNED},
)
