"""`zhongtai-plugin new`: writes a plug-in that keeps the contract, to be made the vendor's own."""
