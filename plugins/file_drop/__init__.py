"""An ERP by files in a folder: lists in, sales and movements out."""
