"""The Meituan 外卖 side (waimaiopen): pushes, commands, states and error codes."""
