"""An ERP by Tryton's JSON-RPC: products and stock in, sales and movements out."""
