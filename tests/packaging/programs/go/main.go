// An explicit provider with every argument there is; the same program as in the other languages.
package main

import (
	"context"
	"log"
	"os"

	"github.com/pulumi-aws-groups/pulumi-aws-groups/sdk/go/awsgroups"
	"github.com/pulumi-aws-groups/pulumi-aws-groups/sdk/go/awsgroups/identitystore"
	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optup"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func program(ctx *pulumi.Context) error {
	aws := pulumi.String(os.Getenv("LOCAL_AWS"))
	provider, err := awsgroups.NewProvider(ctx, "explicit", &awsgroups.ProviderArgs{
		Region:    pulumi.String("eu-central-1"),
		Profile:   pulumi.String("signing"),
		AccessKey: pulumi.ToSecret(pulumi.String("AKIDEXPLICIT")).(pulumi.StringOutput),
		SecretKey: pulumi.String("explicit-secret-key"),
		Token:     pulumi.String("explicit-token"),
		AssumeRole: &awsgroups.AssumeRoleArgs{
			RoleArn:         pulumi.String("arn:aws:iam::123456789012:role/groups"),
			SessionName:     pulumi.String("every-argument"),
			ExternalId:      pulumi.String("explicit-external-id"),
			DurationSeconds: pulumi.Int(3600),
		},
		Endpoint:            aws,
		Endpoints:           &awsgroups.EndpointsArgs{Cloudfront: aws, Identitystore: aws, Ssoadmin: aws, Sts: aws},
		IdentityStoreId:     pulumi.String("d-1234567890"),
		MaxAttempts:         pulumi.Int(3),
		RequestsPerSecond:   pulumi.Float64(12.5),
		OnConflict:          pulumi.String("overwrite"),
		OnTaken:             pulumi.String("adopt"),
		AllowedAccountIds:   pulumi.StringArray{pulumi.String("123456789012")},
		MaxRemovals:         pulumi.String("10%"),
		NeverDelete:         pulumi.StringArray{pulumi.String("AWS*")},
		KeepPopulatedGroups: pulumi.Bool(true),
		ReadTimeout:         pulumi.Float64(7),
		TimeLimit:           pulumi.Float64(70),
		ShowRequests:        pulumi.Bool(false),
	})
	if err != nil {
		return err
	}
	team, err := identitystore.NewGroup(ctx, "team", &identitystore.GroupArgs{
		DisplayName: pulumi.String("Team"),
	}, pulumi.Provider(provider))
	if err != nil {
		return err
	}
	ada, err := identitystore.NewUser(ctx, "ada", &identitystore.UserArgs{
		UserName:    pulumi.String("ada"),
		DisplayName: pulumi.String("Ada Lovelace"),
		Name: &identitystore.UserNameArgs{
			GivenName:  pulumi.String("Ada"),
			FamilyName: pulumi.String("Lovelace"),
		},
		Emails: identitystore.UserEmailArray{
			&identitystore.UserEmailArgs{
				Value:   pulumi.String("ada@example.org"),
				Primary: pulumi.Bool(true),
			},
		},
		Enterprise: &identitystore.UserEnterpriseArgs{
			Department: pulumi.String("Engines"),
			Manager:    &identitystore.UserManagerArgs{Value: pulumi.String("charles")},
		},
	}, pulumi.Provider(provider))
	if err != nil {
		return err
	}
	ctx.Export("email", ada.Emails.Index(pulumi.Int(0)).Value())
	ctx.Export("givenName", ada.Name.GivenName())
	found := identitystore.LookupGroupOutput(ctx, identitystore.LookupGroupOutputArgs{
		DisplayName: team.DisplayName,
	}, pulumi.Provider(provider))
	everyone := identitystore.GetGroupsOutput(ctx, identitystore.GetGroupsOutputArgs{
		NamePrefix: pulumi.String("Team"),
	}, pulumi.Provider(provider), pulumi.DependsOn([]pulumi.Resource{team}))
	ctx.Export("foundId", found.Id())
	ctx.Export("names", everyone.Groups().ApplyT(func(groups []identitystore.FoundGroup) []string {
		names := []string{}
		for _, each := range groups {
			names = append(names, each.DisplayName)
		}
		return names
	}))
	ctx.Export("groupId", team.GroupId)
	ctx.Export("externalIds", team.ExternalIds.ApplyT(func(ids []identitystore.ExternalId) []string {
		issuers := []string{}
		for _, each := range ids {
			issuers = append(issuers, each.Issuer)
		}
		return issuers
	}))
	return nil
}

func main() {
	ctx := context.Background()
	stack, err := auto.NewStackInlineSource(ctx, "dev", "every-argument", program)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := stack.Preview(ctx, optpreview.ProgressStreams(os.Stdout)); err != nil {
		log.Fatal(err)
	}
	if _, err := stack.Up(ctx, optup.ProgressStreams(os.Stdout)); err != nil {
		log.Fatal(err)
	}
}
