"""A center's data: database, statements, migrations, batches, kept answers, pages, snapshots."""
