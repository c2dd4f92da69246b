"""Public keys as PEM: what CloudFront takes, and when two PEMs are one key."""

from __future__ import annotations

_RSA = bytes.fromhex("06092a864886f70d010101")
"""The object identifier rsaEncryption, in DER (RFC 3279)."""
_P256 = bytes.fromhex("06082a8648ce3d030107")
"""The object identifier of the curve prime256v1, in DER (RFC 5480)."""
_RSA_2048_BYTES = range(288, 300)
"""The length of a SubjectPublicKeyInfo with a 2048-bit modulus, whatever its exponent."""


def canonical(text: str) -> str:
    """One form for all spellings of a PEM: line ends and blank space around it are no part of a key."""
    return "\n".join(line.strip() for line in text.strip().splitlines()) + "\n"


def public_key(text: str) -> str | None:
    """What is wrong with ``text`` as a key for signed URLs; RSA 2048 and ECDSA P-256 are right
    (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-trusted-signers.html).
    """
    import pem

    if "PRIVATE KEY-----" in text:
        return "is a private key, which must stay with you: give the public one (`openssl pkey -pubout`)"
    found = pem.parse(canonical(text))
    # What stands before or after a block is no part of it to the parser, but would be sent.
    whole = bool(found) and canonical(found[0].as_text()) == canonical(text)
    if not whole or type(found[0]) is not pem.PublicKey:
        return "must be one PEM block that begins with -----BEGIN PUBLIC KEY-----"
    try:
        der = found[0].decoded_payload
    except ValueError:
        return "is no PEM: its body is not Base64"
    if _RSA in der[:32]:
        return None if len(der) in _RSA_2048_BYTES else "is an RSA key of another size than 2048 bits"
    return None if _P256 in der[:32] else "is neither an RSA 2048 nor an ECDSA P-256 key"
