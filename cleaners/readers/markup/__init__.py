"""What markup says by other means than words: raised text, formulas, code, pictures of characters, colours, tables."""
