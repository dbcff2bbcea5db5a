"""An ERP and a CRM by files in a folder: lists in, what happened out."""
