"""GPT-2's printable name for each byte, and the order in which it numbers them."""

from functools import cache


@cache
def bytes_to_unicode() -> dict[int, str]:
    """Map each byte to a character: printable ones to themselves, the other 68 to U+0100 and up, in order."""
    printable = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    others = [byte for byte in range(256) if byte not in printable]
    names = {byte: chr(byte) for byte in printable}
    return names | {byte: chr(256 + i) for i, byte in enumerate(others)}


def byte_vocabulary() -> dict[int, bytes]:
    """Return the ids 0 to 255 as GPT-2 has them: "!" is 0. (The id of a byte is not its value.)"""
    return {i: bytes([byte]) for i, byte in enumerate(bytes_to_unicode())}


def to_printable(token: bytes) -> str:
    names = bytes_to_unicode()
    return "".join(names[byte] for byte in token)


def from_printable(name: str) -> bytes:
    values = {character: byte for byte, character in bytes_to_unicode().items()}
    return bytes(values[character] for character in name)
