"""The local AWS: state in a SQLite file, answers in process or over HTTP, no account needed.

`LocalAws` is the thing itself: `attach` it to a botocore session. `serve` puts one on a port,
`main_local` does so until it is told to stop. `Fault` is what can go wrong on demand, `Call` an
entry of the call log, `Settings` what can be set (`parse_settings` reads them from text), and
`StoreError` what is wrong with a store's file.

Inside: `wire` speaks AWS's protocols by botocore's service models; `cloudfront`, `identitystore`
and `sts` are the services, a function for each operation, with what each rests on (`marks`); they
register their operations and kinds of objects (`registry`, `kinds`) and `services` lists them;
`store` is the file; `aws` puts them together.
"""

from aws_groups.local.aws import LocalAws
from aws_groups.local.calls import Call
from aws_groups.local.errors import ConnectionDropped
from aws_groups.local.faults import Fault
from aws_groups.local.server import Server, main_local, serve
from aws_groups.local.settings import Settings
from aws_groups.local.settings import parse as parse_settings
from aws_groups.local.store_file import StoreError
from aws_groups.local.wire.messages import HttpRequest, HttpResponse

__all__ = [
    "Call",
    "ConnectionDropped",
    "Fault",
    "HttpRequest",
    "HttpResponse",
    "LocalAws",
    "Server",
    "Settings",
    "StoreError",
    "main_local",
    "parse_settings",
    "serve",
]
