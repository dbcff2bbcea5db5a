"""`zhongtai-plugin play`: a host of one plug-in without a platform, at a terminal and on a page."""


class CannotPlay(Exception):
    """What was asked for cannot be done; the text says why, and what would do."""
