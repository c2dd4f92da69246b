"""The Pulumi provider for AWS's groups: CloudFront key groups and Identity Store groups.

Rooms, in the order data goes through them (docs/architecture.md): ``plugin`` (the wire to the
engine), ``resources`` (what each resource is), ``updates`` (the two kinds of update), ``aws`` (the
only room that calls AWS), ``local`` (AWS's behaviour on a SQLite file).
"""

__version__ = "0.1.0"
