"""The program of `examples/python` without the plugin: every resource is a `pulumi.dynamic` one.

    pulumi install
    pulumi stack init dev
    pulumi up

For where no plugin can be installed. What Pulumi's dynamic resources cannot do, these cannot
either: no detailed diffs, no secrets, no import, no look-ups. Inputs and outputs are the plugin's.
"""

from pathlib import Path

import pulumi

from aws_groups import dynamic

KEYS = Path(__file__).parent / "keys"


def signing_key(name: str, comment: str) -> dynamic.PublicKey:
    """The public key in `keys/NAME.pem`. It is given no `name=`, so that it can be rotated: the key
    of a changed file is made and put in the group before the old one goes."""
    pem = (KEYS / f"{name}.pem").read_text()
    return dynamic.PublicKey(name, encoded_key=pem, comment=comment)


web = signing_key("web", comment="signs for the web shop")
mobile = signing_key("mobile", comment="signs for the mobile apps")

signers = dynamic.KeyGroup(
    "signers",
    items=[web.id, mobile.id],
    comment="who may sign links to paid content",
)

# The store is the one in the configuration. A group's name is taken for the whole store, so this one has
# the stack's in it.
keepers = dynamic.Group(
    "keepers",
    display_name=f"Key keepers of {pulumi.get_project()}-{pulumi.get_stack()}",
    description="Those who hold the private keys",
)

pulumi.export("keyGroupId", signers.id)
pulumi.export("groupId", keepers.group_id)
