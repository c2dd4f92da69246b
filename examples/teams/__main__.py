"""The people and teams of teams.yaml, as users and groups of IAM Identity Center.

    pulumi install
    pulumi stack init dev
    pulumi up

runs on the local AWS, which is part of the plugin: no account, no server, nothing to pay.
Each resource is named by its key in the file, so that a row more is one resource more, wherever it stands.
"""

from pathlib import Path

import pulumi
from teams import read

import pulumi_aws_groups as aws_groups

people, teams = read(Path(__file__).parent / "teams.yaml")

users = {
    key: aws_groups.identitystore.User(
        key,
        user_name=key,
        display_name=f"{person.given} {person.family}",
        name={"given_name": person.given, "family_name": person.family},
        emails=[{"value": person.email, "primary": True}],
    )
    for key, person in people.items()
}

for key, team in teams.items():
    group = aws_groups.identitystore.Group(key, display_name=team.name, description=team.description)
    # The whole team: who is not in the file is taken out of it.
    aws_groups.identitystore.GroupMembers(
        key, group_id=group.group_id, members=[users[member].user_id for member in team.members]
    )

pulumi.export("teams", {key: team.members for key, team in teams.items()})
