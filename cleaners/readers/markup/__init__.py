"""What markup says by other means than words: raised and lowered text, formulas, code, pictures of characters, colours, tables."""
