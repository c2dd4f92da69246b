"""Signers and their private keys, and a way to check signatures: all by `cryptography`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone

from botocore.signers import CloudFrontSigner
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA1


@dataclass(frozen=True)
class PrivateKey:
    """A private key, of which CloudFront has only the public one."""

    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

    @classmethod
    def rsa(cls) -> PrivateKey:
        """A new RSA key with 2048 bits."""
        return cls(rsa.generate_private_key(public_exponent=65537, key_size=2048))

    @classmethod
    def p256(cls) -> PrivateKey:
        """A new ECDSA key on P-256."""
        return cls(ec.generate_private_key(ec.SECP256R1()))

    @property
    def pem(self) -> str:
        """Its public key, as CloudFront takes it."""
        kind = serialization.PublicFormat.SubjectPublicKeyInfo
        return self.key.public_key().public_bytes(serialization.Encoding.PEM, kind).decode()

    def sign(self, message: bytes) -> bytes:
        """The signature of a policy."""
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(message, padding.PKCS1v15(), SHA1())
        return self.key.sign(message, ec.ECDSA(SHA1()))

    def link(self, key_id: str, url: str, expires: float) -> str:
        """A signed URL with a canned policy, made by botocore."""
        until = datetime.fromtimestamp(expires, timezone.utc)
        signed = CloudFrontSigner(key_id, self.sign).generate_presigned_url(url, date_less_than=until)
        return str(signed)


def verify(pem: str, message: bytes, signature: bytes) -> bool:
    """Whether the private key of a public key has made the signature."""
    public = serialization.load_pem_public_key(pem.encode())
    try:
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, message, padding.PKCS1v15(), SHA1())
        else:
            assert isinstance(public, ec.EllipticCurvePublicKey)
            public.verify(signature, message, ec.ECDSA(SHA1()))
    except InvalidSignature:
        return False
    return True
