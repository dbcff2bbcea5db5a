"""Flash sales: few pieces, many people."""
