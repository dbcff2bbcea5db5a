"""The Ele.me 饿了么 side (NOP 1.0.0): pushes, commands, states and error codes."""
