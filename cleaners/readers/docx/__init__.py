"""Word 2007 and later (a package of XML parts), the same in one XML file (flat OPC), and the XML of Word 2003, whose elements
have the same names. Elements are told by their local names: versions and producers of the format differ in namespaces."""

from cleaners.readers.docx.reader import read, read_flat

__all__ = ["read", "read_flat"]
