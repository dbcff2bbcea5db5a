"""Meituan 外卖, the platform waimaiopen."""
