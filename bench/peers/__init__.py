"""Beside the strongest peer: OpenTofu with terraform-provider-aws, whose code pulumi-aws wraps too.

``python -m bench.peers`` (make bench-peers) builds both with Go into `.tools/peers/` unless they are
there (an hour on two processors; opentofu/ and aws/ have the go.mod and go.sum), and measures them and
us on the same local AWS over HTTP.
"""
