"""A key that signs download links, and that can be rotated without a refused link.

    pulumi install
    pulumi stack init dev
    pulumi up

runs on the local AWS, which is part of the plugin: no account, no server, nothing to pay.

To rotate: make a new key pair, put its public key into `keys/signing.pem`, and run `pulumi up`.

    openssl ecparam -genkey -name prime256v1 -noout -out private.pem
    openssl pkey -in private.pem -pubout -out keys/signing.pem

Any `pulumi up` after the overlap clears the old key away. docs/key-rotation.md has it step by step.
"""

from pathlib import Path

import pulumi

import pulumi_aws_groups as aws_groups

downloads = aws_groups.cloudfront.SigningKeys(
    "downloads",
    encoded_key=(Path(__file__).parent / "keys" / "signing.pem").read_text(),
    # No link lives longer than two days, and the signers get their settings within minutes.
    overlap="3d",
    comment="signs download links",
)

# In a program of your own, the distribution trusts the group, whose id never changes
# (`trusted_key_groups=[downloads.key_group_id]`), and the signer's settings have the id of the key to
# sign with. They are updated after the switch, in the same run. Here they are outputs.
pulumi.export("keyGroupId", downloads.key_group_id)
pulumi.export("keyPairId", downloads.signing_key_id)
pulumi.export("keys", downloads.keys)
