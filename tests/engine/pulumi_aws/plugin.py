"""A stand-in for the plugin of pulumi-aws, for the examples of a rotation.

A `Distribution` lives on the local AWS of the stack, and a `Parameter` only in the state: the local AWS has
no Parameter Store. The names of properties and their shapes are those of pulumi-aws.
"""

from __future__ import annotations

import os
import time
from typing import Any, ClassVar

import boto3
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime.proto import provider_pb2

from aws_groups.local import LocalAws
from tests.packaging.peer import TEXT, TEXTS, Peer, serve

BOOLEAN = {"type": "boolean"}
NUMBER = {"type": "integer"}


def shape(**properties: Any) -> dict[str, Any]:
    """An object type."""
    return {"type": "object", "properties": properties}


def of(name: str) -> dict[str, str]:
    """A property whose type is one of `SHAPES`."""
    return {"$ref": f"#/types/aws:cloudfront:{name}"}


SHAPES = {
    "DistributionOrigin": shape(
        originId=TEXT,
        domainName=TEXT,
        customOriginConfig=of("DistributionOriginCustomOriginConfig"),
    ),
    "DistributionOriginCustomOriginConfig": shape(
        httpPort=NUMBER, httpsPort=NUMBER, originProtocolPolicy=TEXT, originSslProtocols=TEXTS
    ),
    "DistributionDefaultCacheBehavior": shape(
        targetOriginId=TEXT,
        viewerProtocolPolicy=TEXT,
        allowedMethods=TEXTS,
        cachedMethods=TEXTS,
        cachePolicyId=TEXT,
        trustedKeyGroups=TEXTS,
    ),
    "DistributionRestrictions": shape(geoRestriction=of("DistributionRestrictionsGeoRestriction")),
    "DistributionRestrictionsGeoRestriction": shape(restrictionType=TEXT, locations=TEXTS),
    "DistributionViewerCertificate": shape(cloudfrontDefaultCertificate=BOOLEAN),
}


DISTRIBUTION = {
    "enabled": BOOLEAN,
    "origins": {"type": "array", "items": of("DistributionOrigin")},
    "defaultCacheBehavior": of("DistributionDefaultCacheBehavior"),
    "restrictions": of("DistributionRestrictions"),
    "viewerCertificate": of("DistributionViewerCertificate"),
    "waitForDeployment": BOOLEAN,
}
PARAMETER = {"name": TEXT, "type": TEXT, "value": TEXT}


class Aws(Peer):
    """Two resource types, as the engine calls them."""

    inputs: ClassVar[dict[str, Any]] = {
        "cloudfront/distribution:Distribution": DISTRIBUTION,
        "ssm/parameter:Parameter": PARAMETER,
    }
    outputs: ClassVar[dict[str, Any]] = {
        "cloudfront/distribution:Distribution": {"domainName": TEXT, "status": TEXT, "etag": TEXT}
    }
    shapes: ClassVar[dict[str, Any]] = {f"aws:cloudfront:{name}": each for name, each in SHAPES.items()}

    def __init__(self) -> None:
        session = boto3.Session("someone", "else", region_name="us-east-1")
        LocalAws(os.environ["AWS_GROUPS_LOCAL_STORE"]).attach(session)
        self._cloudfront = session.client("cloudfront")

    def Create(self, request: Any, context: Any) -> Any:
        properties = json_format.MessageToDict(request.properties)
        if request.preview:
            return provider_pb2.CreateResponse(properties=request.properties)
        if not _is_distribution(request.urn):
            return provider_pb2.CreateResponse(id=properties["name"], properties=request.properties)
        made = self._cloudfront.create_distribution(DistributionConfig=_config(request.urn, properties))
        id = made["Distribution"]["Id"]
        return provider_pb2.CreateResponse(id=id, properties=self._deployed(id, properties))

    def Read(self, request: Any, context: Any) -> Any:
        response = provider_pb2.ReadResponse
        if not _is_distribution(request.urn):
            return response(id=request.id, properties=request.properties, inputs=request.inputs)
        try:
            properties = self._told(request.id, json_format.MessageToDict(request.properties))
        except self._cloudfront.exceptions.NoSuchDistribution:
            return response()
        inputs = struct_pb2.Struct()
        inputs.update({name: properties[name] for name in request.inputs})
        return response(id=request.id, properties=properties, inputs=inputs)

    def Update(self, request: Any, context: Any) -> Any:
        if request.preview or not _is_distribution(request.urn):
            return provider_pb2.UpdateResponse(properties=request.news)
        properties = json_format.MessageToDict(request.news)
        self._write(request.id, _config(request.urn, properties))
        return provider_pb2.UpdateResponse(properties=self._deployed(request.id, properties))

    def Delete(self, request: Any, context: Any) -> Any:
        if _is_distribution(request.urn):
            config = self._cloudfront.get_distribution_config(Id=request.id)["DistributionConfig"]
            self._write(request.id, {**config, "Enabled": False})
            self._deployed(request.id, {})
            etag = self._cloudfront.get_distribution(Id=request.id)["ETag"]
            self._cloudfront.delete_distribution(Id=request.id, IfMatch=etag)
        return empty_pb2.Empty()

    def _write(self, id: str, config: dict[str, Any]) -> None:
        etag = self._cloudfront.get_distribution(Id=id)["ETag"]
        self._cloudfront.update_distribution(Id=id, IfMatch=etag, DistributionConfig=config)

    def _deployed(self, id: str, properties: dict[str, Any]) -> struct_pb2.Struct:
        """What it is when it is deployed, or at once where that is not to be waited for."""
        while properties.get("waitForDeployment", True):
            if self._cloudfront.get_distribution(Id=id)["Distribution"]["Status"] == "Deployed":
                break
            time.sleep(0.2)
        return self._told(id, properties)

    def _told(self, id: str, properties: dict[str, Any]) -> struct_pb2.Struct:
        """The properties, with AWS's truth for those that the example is about."""
        found = self._cloudfront.get_distribution(Id=id)
        distribution = found["Distribution"]
        config = distribution["DistributionConfig"]
        behavior = dict(properties.get("defaultCacheBehavior", {}))
        behavior["trustedKeyGroups"] = config["DefaultCacheBehavior"]["TrustedKeyGroups"].get("Items", [])
        truth = {
            "enabled": config["Enabled"],
            "defaultCacheBehavior": behavior,
            "domainName": distribution["DomainName"],
            "status": distribution["Status"],
            "etag": found["ETag"],
        }
        return json_format.ParseDict({**properties, **truth}, struct_pb2.Struct())


def _is_distribution(urn: str) -> bool:
    return "::aws:cloudfront/distribution:Distribution::" in urn


def _list(items: list[Any], **more: Any) -> dict[str, Any]:
    """A list as CloudFront has them."""
    return {"Quantity": len(items), "Items": items, **more}


def _config(urn: str, properties: dict[str, Any]) -> dict[str, Any]:
    """The properties as CloudFront takes them."""
    behavior = properties["defaultCacheBehavior"]
    trusted, geo = behavior.get("trustedKeyGroups", []), properties["restrictions"]["geoRestriction"]
    return {
        "CallerReference": urn,
        "Comment": "",
        "Enabled": properties["enabled"],
        "Origins": _list([_origin(origin) for origin in properties["origins"]]),
        "DefaultCacheBehavior": {
            "TargetOriginId": behavior["targetOriginId"],
            "ViewerProtocolPolicy": behavior["viewerProtocolPolicy"],
            "AllowedMethods": _list(
                behavior["allowedMethods"], CachedMethods=_list(behavior["cachedMethods"])
            ),
            "CachePolicyId": behavior["cachePolicyId"],
            "TrustedKeyGroups": _list(trusted, Enabled=bool(trusted)),
        },
        "Restrictions": {
            "GeoRestriction": _list(geo.get("locations", []), RestrictionType=geo["restrictionType"])
        },
        "ViewerCertificate": {
            "CloudFrontDefaultCertificate": properties["viewerCertificate"]["cloudfrontDefaultCertificate"]
        },
    }


def _origin(origin: dict[str, Any]) -> dict[str, Any]:
    custom = origin["customOriginConfig"]
    return {
        "Id": origin["originId"],
        "DomainName": origin["domainName"],
        "CustomOriginConfig": {
            "HTTPPort": int(custom["httpPort"]),
            "HTTPSPort": int(custom["httpsPort"]),
            "OriginProtocolPolicy": custom["originProtocolPolicy"],
            "OriginSslProtocols": _list(custom["originSslProtocols"]),
        },
    }


if __name__ == "__main__":
    serve(Aws())
