"""An explicit provider with every argument there is; the same program as in the other languages."""

import os

import pulumi

import pulumi_aws_groups as aws_groups

aws = os.environ["LOCAL_AWS"]

provider = aws_groups.Provider(
    "explicit",
    region="eu-central-1",
    profile="signing",
    access_key=pulumi.Output.secret("AKIDEXPLICIT"),
    secret_key="explicit-secret-key",
    token="explicit-token",
    assume_role=aws_groups.AssumeRoleArgs(
        role_arn="arn:aws:iam::123456789012:role/groups",
        session_name="every-argument",
        external_id="explicit-external-id",
        duration_seconds=3600,
    ),
    endpoint=aws,
    endpoints=aws_groups.EndpointsArgs(cloudfront=aws, identitystore=aws, ssoadmin=aws, sts=aws),
    identity_store_id="d-1234567890",
    max_attempts=3,
    requests_per_second=12.5,
    on_conflict="overwrite",
    on_taken="adopt",
    allowed_account_ids=["123456789012"],
    max_removals="10%",
    never_delete=["AWS*"],
    keep_populated_groups=True,
    read_timeout=7,
    time_limit=70,
    show_requests=False,
)

team = aws_groups.identitystore.Group(
    "team",
    display_name="Team",
    opts=pulumi.ResourceOptions(provider=provider),
)

ada = aws_groups.identitystore.User(
    "ada",
    user_name="ada",
    display_name="Ada Lovelace",
    name=aws_groups.identitystore.UserNameArgs(given_name="Ada", family_name="Lovelace"),
    emails=[aws_groups.identitystore.UserEmailArgs(value="ada@example.org", primary=True)],
    enterprise=aws_groups.identitystore.UserEnterpriseArgs(
        department="Engines",
        manager=aws_groups.identitystore.UserManagerArgs(value="charles"),
    ),
    opts=pulumi.ResourceOptions(provider=provider),
)

found = aws_groups.identitystore.get_group_output(
    display_name=team.display_name,
    opts=pulumi.InvokeOptions(provider=provider),
)
everyone = aws_groups.identitystore.get_groups_output(
    name_prefix="Team",
    opts=pulumi.InvokeOutputOptions(provider=provider, depends_on=[team]),
)

pulumi.export("foundId", found.id)
pulumi.export("names", everyone.groups.apply(lambda groups: [each.display_name for each in groups]))
pulumi.export("groupId", team.group_id)
pulumi.export("externalIds", team.external_ids.apply(lambda ids: [each.issuer for each in ids or []]))
pulumi.export("email", ada.emails.apply(lambda emails: emails[0].value if emails else None))
pulumi.export("givenName", ada.name.apply(lambda name: name.given_name if name else None))
