"""Tencent Cloud SMS: `SendSms` of 2021-01-11, signed by TC3-HMAC-SHA256.

https://cloud.tencent.com/document/api/382/52071
"""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from notices.channels.base import Lost, NotTaken, Refused
from notices.channels.gateway import Gateway
from notices.channels.wire import host_of, post

ALGORITHM = "TC3-HMAC-SHA256"
CONTENT = "application/json; charset=utf-8"
FOR_GOOD = (  # how codes begin after which trying again changes nothing
    "InvalidParameter",
    "FailedOperation.ContainSensitiveWord",
    "FailedOperation.PhoneNumberInBlacklist",
    "FailedOperation.TemplateIncorrectOrUnapproved",
    "UnsupportedOperation",
)


class TencentChannel(Gateway):
    URL = "https://sms.tencentcloudapi.com/"
    NEEDED = (*Gateway.NEEDED, "APP")

    def send(self, *, to: str, subject: str, body: str, request_id: str) -> str:
        payload = json.dumps(
            {
                "PhoneNumberSet": [f"+86{to}"],
                "SmsSdkAppId": self.app,
                "SignName": self.sign,
                "TemplateId": self.template,
                "TemplateParamSet": [body],
                "SessionContext": request_id,
            },
            ensure_ascii=False,
        ).encode()
        at, host = int(time.time()), host_of(self.url)
        signed = authorization(
            payload, at=at, host=host, service="sms", action="SendSms", key=self.key, secret=self.secret
        )
        headers = {
            "Content-Type": CONTENT,
            "Host": host,
            "X-TC-Action": "SendSms",
            "X-TC-Version": "2021-01-11",
            "X-TC-Region": self.region,
            "X-TC-Timestamp": str(at),
            "Authorization": signed,
        }
        return _read(post(self.url, headers=headers, body=payload))


def _read(answer: Mapping[str, Any]) -> str:
    response = answer.get("Response")
    if not isinstance(response, dict):
        raise Lost(f"an answer without a response: {answer}")
    if error := response.get("Error"):
        raise _refusal(str(error.get("Code", "")), str(error.get("Message", "")))
    statuses = response.get("SendStatusSet") or []
    if len(statuses) != 1 or "Code" not in statuses[0]:
        raise Lost(f"an answer about {len(statuses)} messages: {answer}")
    [status] = statuses
    if status["Code"] != "Ok":
        raise _refusal(str(status["Code"]), str(status.get("Message", "")))
    return str(status.get("SerialNo", ""))


def _refusal(code: str, words: str) -> NotTaken:
    return (Refused if code.startswith(FOR_GOOD) else NotTaken)(f"{code}: {words}")


def authorization(payload: bytes, *, at: int, host: str, service: str, action: str, key: str, secret: str) -> str:
    """The header that signs a POST of this JSON to /, at a moment in seconds after 1970."""
    day = f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d}"
    signed = "content-type;host;x-tc-action"
    lines = f"content-type:{CONTENT}\nhost:{host}\nx-tc-action:{action.lower()}\n"
    request = "\n".join(["POST", "/", "", lines, signed, hashlib.sha256(payload).hexdigest()])
    scope = f"{day}/{service}/tc3_request"
    to_sign = "\n".join([ALGORITHM, str(at), scope, hashlib.sha256(request.encode()).hexdigest()])
    signing = _sign(_sign(_sign(f"TC3{secret}".encode(), day), service), "tc3_request")
    signature = hmac.new(signing, to_sign.encode(), hashlib.sha256).hexdigest()
    return f"{ALGORITHM} Credential={key}/{scope}, SignedHeaders={signed}, Signature={signature}"


def _sign(key: bytes, words: str) -> bytes:
    return hmac.new(key, words.encode(), hashlib.sha256).digest()
