"""Pure builders: rows in, an alt.Chart out."""
