"""The plugin, as Pulumi's Python host starts it from this folder (PulumiPlugin.yaml says so)."""

from aws_groups.plugin.main import main

main()
