"""Documents of a collection that say the same: exactly, nearly, and paragraph by paragraph."""
