"""Two keys that may sign a CloudFront distribution's URLs, and the people who look after them.

    pulumi install
    pulumi stack init dev
    pulumi up

runs on the local AWS, which is part of the plugin: no account, no server, nothing to pay.
Pulumi.yaml says how to go to a real account.
"""

from pathlib import Path

import pulumi

import pulumi_aws_groups as aws_groups

KEYS = Path(__file__).parent / "keys"


def signing_key(name: str, comment: str) -> aws_groups.cloudfront.PublicKey:
    """The public key in `keys/NAME.pem`.

    To rotate it, put the new public key in the file and run `pulumi up`: the new key is made, the
    group takes it in place of the old one, and only then the old one goes. That works because the
    key is given no `name=`: Pulumi makes a new one, where a fixed one would still be taken.
    """
    pem = (KEYS / f"{name}.pem").read_text()
    return aws_groups.cloudfront.PublicKey(name, encoded_key=pem, comment=comment)


web = signing_key("web", comment="signs for the web shop")
mobile = signing_key("mobile", comment="signs for the mobile apps")

# A distribution that trusts this group takes what either key has signed.
signers = aws_groups.cloudfront.KeyGroup(
    "signers",
    items=[web.id, mobile.id],  # a set: their order means nothing
    comment="who may sign links to paid content",
)

# The store is the one in the configuration. A group's name is taken for the whole store, so this one has
# the stack's in it.
keepers = aws_groups.identitystore.Group(
    "keepers",
    display_name=f"Key keepers of {pulumi.get_project()}-{pulumi.get_stack()}",
    description="Those who hold the private keys",
)

pulumi.export("keyGroupId", signers.id)
pulumi.export("groupId", keepers.group_id)
