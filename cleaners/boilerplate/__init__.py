"""What the site put round and into the document."""
