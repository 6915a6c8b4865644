"""How the judge of lines is trained: real labelled lines, documents made by the grammar, texts without a frame."""
