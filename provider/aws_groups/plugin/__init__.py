"""The wire to the Pulumi engine: gRPC in, resources called, gRPC out."""
