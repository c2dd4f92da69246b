"""Download links whose signing key can be rotated without a refused link: the keys, the distribution that
trusts them, and the setting from which the signer has the id of the key to sign with.

    pulumi install
    pulumi stack init dev
    pulumi up

needs an AWS account: the local AWS has no Parameter Store. The tests run it with a stand-in for
pulumi-aws; with the genuine one it was not run.

To rotate: make a new key pair, put its public key into `keys/signing.pem`, and run `pulumi up`.

    openssl ecparam -genkey -name prime256v1 -noout -out private.pem
    openssl pkey -in private.pem -pubout -out keys/signing.pem

Any `pulumi up` after the overlap clears the old key away. docs/key-rotation.md has it step by step.
"""

from pathlib import Path

import pulumi
import pulumi_aws as aws

import pulumi_aws_groups as aws_groups

downloads = aws_groups.cloudfront.SigningKeys(
    "downloads",
    encoded_key=(Path(__file__).parent / "keys" / "signing.pem").read_text(),
    # No link lives longer than two days, and the signers get their settings within minutes.
    overlap="3d",
    comment="signs download links",
)

# It trusts the group, whose id never changes: a rotation is no update of the distribution.
site = aws.cloudfront.Distribution(
    "site",
    enabled=True,
    origins=[
        {
            "origin_id": "files",
            "domain_name": "www.example.org",  # where your files are
            "custom_origin_config": {
                "http_port": 80,
                "https_port": 443,
                "origin_protocol_policy": "https-only",
                "origin_ssl_protocols": ["TLSv1.2"],
            },
        }
    ],
    default_cache_behavior={
        "target_origin_id": "files",
        "viewer_protocol_policy": "https-only",
        "allowed_methods": ["GET", "HEAD"],
        "cached_methods": ["GET", "HEAD"],
        "cache_policy_id": "658327ea-f89d-4fab-a63d-7e88639e58f6",  # AWS's own CachingOptimized
        "trusted_key_groups": [downloads.key_group_id],
    },
    restrictions={"geo_restriction": {"restriction_type": "none"}},
    viewer_certificate={"cloudfront_default_certificate": True},
)

# The signer's setting: updated after the switch, in the same run.
aws.ssm.Parameter(
    "signer",
    name=f"/{pulumi.get_project()}/{pulumi.get_stack()}/key-pair-id",
    type="String",
    value=downloads.signing_key_id,
)

pulumi.export("domainName", site.domain_name)
pulumi.export("keyPairId", downloads.signing_key_id)
pulumi.export("keys", downloads.keys)
