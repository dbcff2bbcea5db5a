"""`zhongtai new`: writes the beginnings of a part of the platform into a source tree."""
