// An explicit provider with every argument there is; the same program as in the other languages.
import * as pulumi from "@pulumi/pulumi";
import * as automation from "@pulumi/pulumi/automation";
import * as awsGroups from "pulumi-aws-groups";

const aws = process.env["LOCAL_AWS"];

async function program() {
    const provider = new awsGroups.Provider("explicit", {
        region: "eu-central-1",
        profile: "signing",
        accessKey: pulumi.secret("AKIDEXPLICIT"),
        secretKey: "explicit-secret-key",
        token: "explicit-token",
        assumeRole: {
            roleArn: "arn:aws:iam::123456789012:role/groups",
            sessionName: "every-argument",
            externalId: "explicit-external-id",
            durationSeconds: 3600,
        },
        endpoint: aws,
        endpoints: { cloudfront: aws, identitystore: aws, ssoadmin: aws, sts: aws },
        identityStoreId: "d-1234567890",
        maxAttempts: 3,
        requestsPerSecond: 12.5,
        onConflict: "overwrite",
        onTaken: "adopt",
        allowedAccountIds: ["123456789012"],
        maxRemovals: "10%",
        neverDelete: ["AWS*"],
        keepPopulatedGroups: true,
        readTimeout: 7,
        timeLimit: 70,
        showRequests: false,
    });

    const team = new awsGroups.identitystore.Group("team", { displayName: "Team" }, { provider });

    const ada = new awsGroups.identitystore.User(
        "ada",
        {
            userName: "ada",
            displayName: "Ada Lovelace",
            name: { givenName: "Ada", familyName: "Lovelace" },
            emails: [{ value: "ada@example.org", primary: true }],
            enterprise: { department: "Engines", manager: { value: "charles" } },
        },
        { provider },
    );

    const found = awsGroups.identitystore.getGroupOutput({ displayName: team.displayName }, { provider });
    const everyone = awsGroups.identitystore.getGroupsOutput(
        { namePrefix: "Team" },
        { provider, dependsOn: [team] },
    );

    return {
        email: ada.emails.apply((emails) => emails?.[0].value),
        givenName: ada.name.apply((name) => name?.givenName),
        foundId: found.id,
        names: everyone.groups.apply((groups) => groups.map((each) => each.displayName)),
        groupId: team.groupId,
        externalIds: team.externalIds.apply((ids) => (ids ?? []).map((each) => each.issuer)),
    };
}

async function main() {
    const stack = await automation.LocalWorkspace.createStack({
        stackName: "dev",
        projectName: "every-argument",
        program,
    });
    await stack.preview({ onOutput: console.log });
    await stack.up({ onOutput: console.log });
}

main().catch((error) => {
    console.error(error);
    process.exit(1);
});
