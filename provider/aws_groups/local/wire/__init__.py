"""The wire: AWS's protocols, generic over botocore's service models.

`messages` is what travels, `rest_xml`, `json11` and `query` are a protocol each, `xml` is what two
of them share, and `services` knows the models and tells which service a request is for.
"""
