"""Hosts of addresses, and whether a host is of a site."""

from __future__ import annotations

from collections.abc import Iterable


def host_of(url: str) -> str:
    if not url:
        return ""
    from urllib.parse import urlsplit

    return (urlsplit(url if "//" in url else f"//{url}").hostname or "").lower()


def of_site(host: str, sites: Iterable[str]) -> bool:
    """Whether `host` is one of `sites` or lies under one of them."""
    return any(host == site or host.endswith(f".{site}") for site in sites)
