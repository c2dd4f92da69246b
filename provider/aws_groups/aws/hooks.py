"""What is hooked into a botocore client: the pace before each attempt, and patience between them.

Whether an attempt is tried again, and after how long, is botocore's standard retry mode's to say.
Ours is the waiting: botocore sleeps deaf, and reads no ``RetryAfterSeconds``.
"""

from __future__ import annotations

from typing import Any

from aws_groups.aws.call import current
from aws_groups.aws.errors import is_throttling
from aws_groups.aws.pace import Pace


def hook(client: Any, *, max_attempts: int, pace: Pace | None) -> None:
    """Put the pace and the patience into ``client``, which has standard retries."""
    from botocore.retries import standard

    events, service = client.meta.events, client.meta.service_model.service_id.hyphenize()
    handler = standard.register_retry_handler(client, max_attempts=max_attempts)
    handler._retry_quota = _EveryCallItsOwn()
    events.unregister(f"needs-retry.{service}", unique_id=f"retry-config-{service}")
    events.register(f"needs-retry.{service}", _Patience(handler.needs_retry).needs_retry)
    events.register(f"before-parse.{service}", _whole_answer)
    if pace is not None:
        events.register_first(f"before-send.{service}", _Turns(pace).before_send)


def _whole_answer(operation_model: Any, response_dict: dict[str, Any], **_: Any) -> None:
    """Refuse half an answer, and what is none: botocore would take what it can read for the whole."""
    from botocore.exceptions import IncompleteReadError
    from botocore.parsers import ResponseParserError

    headers, body = response_dict["headers"], response_dict["body"]
    announced = headers.get("content-length")
    if announced is not None and "content-encoding" not in headers and len(body) < int(announced):
        raise IncompleteReadError(actual_bytes=len(body), expected_bytes=announced)
    is_json = operation_model.service_model.protocol == "json"
    if is_json and response_dict["status_code"] < 300 and not body.lstrip().startswith(b"{"):
        raise ResponseParserError("the answer is no JSON object")


class _Turns:
    def __init__(self, pace: Pace) -> None:
        self._pace = pace

    def before_send(self, **_: Any) -> None:
        if (call := current()) is not None:
            rate = f"{self._pace.per_second:g} requests a second"
            call.wait(self._pace.turn(), lambda seconds: f"waiting {seconds:.0f} s for its turn: {rate}")


class _EveryCallItsOwn:
    """botocore's quota of retries is the client's, so that calls which fail together take each other's:
    of 500 groups in a storm most would be given up at the first try."""

    def acquire_retry_quota(self, context: Any) -> bool:
        return True


class _Patience:
    def __init__(self, decide: Any) -> None:
        self._decide = decide

    def needs_retry(self, **event: Any) -> float | bool | None:
        """Wait as long as botocore says, or AWS if that is longer; then have it sent at once."""
        call = current()
        delay: float | None = self._decide(**event)
        if call is not None:
            call.attempts = event["attempts"]
            call.lost = call.lost or _is_lost(event["response"], event["caught_exception"])
        if delay is None or delay is False or call is None:
            return delay
        seconds = max(delay, _retry_after(event["response"]))
        call.wait(seconds, lambda wait: f"{_trouble(event['response'])}, trying again in {wait:.0f} s")
        return 0


_NEVER_SENT = {"EndpointConnectionError", "ConnectTimeoutError", "ProxyConnectionError"}


def _is_lost(response: Any, exception: Exception | None) -> bool:
    """Whether AWS may have carried the attempt out without our hearing so: the connection broke
    after it was made, or the answer is a server's failure, which says nothing about the object."""
    if response is None:
        return exception is not None and type(exception).__name__ not in _NEVER_SENT
    return bool(response[0].status_code >= 500)


def _retry_after(response: Any) -> float:
    """The Identity Store's RetryAfterSeconds member, which is in the body of its errors."""
    parsed = response[1] if response is not None else {}
    return float(parsed.get("RetryAfterSeconds") or parsed.get("Error", {}).get("RetryAfterSeconds") or 0)


def _trouble(response: Any) -> str:
    if response is None:
        return "AWS gave no answer"
    code = response[1].get("Error", {}).get("Code", "")
    return (
        "throttled by AWS"
        if is_throttling(code)
        else f"AWS has a problem ({code or response[0].status_code})"
    )
