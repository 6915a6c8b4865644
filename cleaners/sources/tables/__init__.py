"""Tables as people keep them in files: rows and cells of text (CSV, TSV) and of spreadsheets, and which column holds a text."""
