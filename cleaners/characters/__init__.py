"""Tables of characters, shared by all steps."""
