"""Public keys as PEM, good and bad, without a library that knows how: DER by hand (RFC 5280)."""

from __future__ import annotations

import base64
import os

RSA = "1.2.840.113549.1.1.1"
EC = "1.2.840.10045.2.1"
P256 = "1.2.840.10045.3.1.7"
P384 = "1.3.132.0.34"
ED25519 = "1.3.101.112"


def pem(der: bytes, label: str = "PUBLIC KEY") -> str:
    """``der`` in lines of 64, as openssl writes it."""
    text = base64.b64encode(der).decode()
    lines = [text[at : at + 64] for at in range(0, len(text), 64)]
    return "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""])


def ec_key() -> str:
    """A new key on P-256."""
    return pem(ec_der(P256, 32))


def rsa_key(bits: int = 2048, exponent: int = 65537) -> str:
    """A new RSA key of that size."""
    return pem(rsa_der(bits, exponent))


def ec_der(curve: str, size: int) -> bytes:
    return _info(_sequence(_oid(EC), _oid(curve)), b"\x04" + os.urandom(2 * size))


def rsa_der(bits: int, exponent: int = 65537) -> bytes:
    return _info(_sequence(_oid(RSA), _tlv(0x05)), pkcs1_der(bits, exponent))


def pkcs1_der(bits: int, exponent: int = 65537) -> bytes:
    """An RSA key without saying that it is one: what BEGIN RSA PUBLIC KEY holds."""
    modulus = int.from_bytes(os.urandom(bits // 8), "big") | 1 << (bits - 1) | 1
    return _sequence(_integer(modulus), _integer(exponent))


def ed25519_der() -> bytes:
    return _info(_sequence(_oid(ED25519)), os.urandom(32))


def _info(algorithm: bytes, key: bytes) -> bytes:
    return _sequence(algorithm, _tlv(0x03, b"\x00" + key))


def _sequence(*parts: bytes) -> bytes:
    return _tlv(0x30, b"".join(parts))


def _integer(value: int) -> bytes:
    return _tlv(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def _oid(dotted: str) -> bytes:
    first, second, *rest = map(int, dotted.split("."))
    body = bytes([40 * first + second])
    for number in rest:
        digits = [number & 0x7F]
        while number := number >> 7:
            digits.insert(0, number & 0x7F | 0x80)
        body += bytes(digits)
    return _tlv(0x06, body)


def _tlv(tag: int, body: bytes = b"") -> bytes:
    size = len(body)
    if size < 0x80:
        return bytes([tag, size]) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body
