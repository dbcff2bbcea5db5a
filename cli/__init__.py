"""The zhongtai command."""
