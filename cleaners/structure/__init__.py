"""Marks from the shape of plain text: what the author set apart, and steps must leave alone."""
