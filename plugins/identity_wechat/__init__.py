"""Logging in to a WeChat mini-program: a code of wx.login becomes an openid."""
