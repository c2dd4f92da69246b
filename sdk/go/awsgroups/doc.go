// CloudFront key groups and IAM Identity Center groups.
package awsgroups
