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
    endpoints=aws_groups.EndpointsArgs(cloudfront=aws, identitystore=aws, sts=aws),
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

pulumi.export("groupId", team.group_id)
pulumi.export("externalIds", team.external_ids.apply(lambda ids: [each.issuer for each in ids or []]))
