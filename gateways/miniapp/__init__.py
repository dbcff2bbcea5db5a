"""The channel of the WeChat mini-program: REST and server-sent events."""
