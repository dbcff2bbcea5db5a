"""Rows of tills ⇄ model."""

from __future__ import annotations

from centers.store.tills.model import Credentials, Till
from mesh.data.rows import RowReader

till_of = RowReader(Till)
credentials_of = RowReader(Credentials)
