"""Who sends requests, by the address that they come from."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

IPV6_CUSTOMER_BITS = 64
"""What one IPv6 customer has at least: a count by single address would be no limit at all."""
_LONGEST = 64


def parse_address(text: str) -> IPv4Address | IPv6Address | None:
    """An IP address, IPv4 even where it is written as a mapped IPv6 one; None for anything else."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def customer_of(text: str) -> str:
    """Whose requests are counted together: an IPv4 address, or the network of an IPv6 customer."""
    address = parse_address(text)
    if isinstance(address, IPv6Address):
        return str(ip_network((address, IPV6_CUSTOMER_BITS), strict=False))
    return str(address) if address else text[:_LONGEST]
