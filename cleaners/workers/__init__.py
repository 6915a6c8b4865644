"""The worker processes that open untrusted files, and what runs in them."""
