"""Ele.me 饿了么, its open platform NOP."""
