"""Public keys as PEM: which are right, when two texts are one key, and what a wrong text is."""

from __future__ import annotations

import base64
import hashlib
import re
import textwrap

from aws_groups.model.problems import Reason, reason

_RSA = bytes.fromhex("06092a864886f70d010101")
"""The object identifier rsaEncryption, in DER (RFC 3279)."""
_P256 = bytes.fromhex("06082a8648ce3d030107")
"""The object identifier of the curve prime256v1, in DER (RFC 5480)."""
_RSA_2048_BYTES = range(288, 300)
"""The length of a SubjectPublicKeyInfo with a 2048-bit modulus, whatever its exponent."""
_LONGEST = 20_000
"""Characters. No key or certificate is so long, and to look for its blocks takes the square of it."""
_BLOCK = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \1-----", re.DOTALL)
_FILE = re.compile(r"[^\s-][^\n]{0,250}\.(pem|pub|key|crt|cer|der|txt)\Z|(~|\.{0,2})/[^\n]{1,250}\Z")
_BASE64 = re.compile(r"[A-Za-z0-9+/\s]{40,}={0,2}\s*\Z")


def repaired(text: str) -> str:
    """``text`` as the PEM that it is beyond doubt, with what tools do to a PEM undone: a byte order mark,
    quotes around it, line ends that became ``\\n`` in two characters or blanks, blank space, CRLF."""
    text = text.strip().lstrip("\ufeff").strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'`":
        text = text[1:-1].strip()
    if "\n" not in text and "\r" not in text:
        text = text.replace("\\r\\n", "\n").replace("\\n", "\n").strip()
        whole = _BLOCK.fullmatch(text)
        if whole and "\n" not in whole[2].strip():
            body = "\n".join(textwrap.wrap("".join(whole[2].split()), 64))
            text = f"-----BEGIN {whole[1]}-----\n{body}\n-----END {whole[1]}-----"
    return "\n".join(line.strip() for line in text.splitlines()) + "\n"


def canonical(text: str) -> str:
    """One form for all spellings of a key: where its lines end is no part of it."""
    fixed = repaired(text)
    whole = _BLOCK.fullmatch(fixed.strip())
    return f"{whole[1]} {''.join(whole[2].split())}" if whole else fixed


def fingerprint(text: str) -> str:
    """The SHA-256 of a key's DER, in hexadecimal: the same for all spellings of the key.
    (`openssl pkey -pubin -in FILE -outform DER | sha256sum` tells it too.)

    Raises:
        ValueError: it is no PEM.
    """
    return hashlib.sha256(base64.b64decode(canonical(text).rpartition(" ")[2], validate=True)).hexdigest()


def public_key(text: str) -> Reason | None:
    """What is wrong with ``text`` as a key for signed URLs; RSA 2048 and ECDSA P-256 are right
    (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-trusted-signers.html).
    """
    import pem

    if "OPENSSH PRIVATE KEY-----" in text:
        return Reason("ssh_private_key")
    if "PRIVATE KEY-----" in text:
        return Reason("private_key")
    fixed = repaired(text)
    if len(fixed) > _LONGEST:
        return Reason("not_pem")
    found = pem.parse(fixed)
    # What stands before or after a block is no part of it to the parser, but would be sent.
    whole = len(found) == 1 and canonical(found[0].as_text()) == canonical(fixed)
    if not whole or type(found[0]) is not pem.PublicKey:
        return _other(fixed.strip(), len(found))
    try:
        der = found[0].decoded_payload
    except ValueError:
        return Reason("not_base64")
    if _RSA in der[:32]:
        return None if len(der) in _RSA_2048_BYTES else Reason("rsa_size")
    return None if _P256 in der[:32] else Reason("key_kind")


def _other(text: str, blocks: int) -> Reason:
    """What a text is that is not one public key in PEM."""
    block = _BLOCK.fullmatch(text)
    if block:
        kinds = {
            "RSA PUBLIC KEY": "pkcs1_key",
            "CERTIFICATE": "certificate",
            "CERTIFICATE REQUEST": "certificate_request",
        }
        if block[1] in kinds:
            return Reason(kinds[block[1]])
    if blocks > 1:
        return reason("several_keys", has=blocks)
    if text.startswith("---- BEGIN SSH2"):
        return Reason("ssh2_key")
    if text.startswith(("ssh-", "ecdsa-sha2-")):
        return Reason("ssh_key")
    if _FILE.match(text):
        return Reason("key_file")
    if _BASE64.match(text) and _is_key(text):
        return Reason("bare_key")
    return Reason("not_pem")


def _is_key(text: str) -> bool:
    """Whether a text is the Base64 of a public key without the lines around it."""
    try:
        der = base64.b64decode("".join(text.split()), validate=True)
    except ValueError:
        return False
    return der[:1] == b"\x30" and (_RSA in der[:40] or _P256 in der[:40])
