"""Alibaba Cloud SMS: Dysmsapi `SendSms` of 2017-05-25, signed by ACS3-HMAC-SHA256.

https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature
"""

import hashlib
import hmac
import json
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote

from notices.channels.base import Lost, NotTaken, Refused
from notices.channels.gateway import Gateway
from notices.channels.wire import host_of, post

ALGORITHM = "ACS3-HMAC-SHA256"
FOR_GOOD = frozenset(
    {
        *("isv.MOBILE_NUMBER_ILLEGAL", "isv.INVALID_PARAMETERS", "isv.TEMPLATE_PARAMS_ILLEGAL"),
        *("isv.BLACK_KEY_CONTROL_LIMIT", "isv.TEMPLATE_MISSING_PARAMETERS", "isv.PARAM_LENGTH_LIMIT"),
    }
)  # trying again changes nothing


class AliyunChannel(Gateway):
    URL = "https://dysmsapi.aliyuncs.com/"

    def send(self, *, to: str, subject: str, body: str, request_id: str) -> str:
        query = canonical_query(
            {
                "PhoneNumbers": to,
                "SignName": self.sign,
                "TemplateCode": self.template,
                "TemplateParam": json.dumps({self.parameter: body}, ensure_ascii=False),
                "OutId": request_id,
            }
        )
        headers = {
            "host": host_of(self.url),
            "x-acs-action": "SendSms",
            "x-acs-version": "2017-05-25",
            "x-acs-date": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "x-acs-signature-nonce": uuid.uuid4().hex,
            "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
        }
        signed = authorization(headers, query, key=self.key, secret=self.secret)
        answer = post(f"{self.url}?{query}", headers={**headers, "Authorization": signed}, body=b"")
        return _read(answer)


def _read(answer: Mapping[str, object]) -> str:
    code = answer.get("Code")
    if code == "OK":
        return str(answer.get("BizId", ""))
    if not isinstance(code, str):
        raise Lost(f"an answer without a code: {answer}")
    raise (Refused if code in FOR_GOOD else NotTaken)(f"{code}: {answer.get('Message', '')}")


def canonical_query(parameters: Mapping[str, str]) -> str:
    """Sorted by name, encoded as RFC 3986 says."""
    return "&".join(f"{quote(name, safe='~')}={quote(parameters[name], safe='~')}" for name in sorted(parameters))


def authorization(headers: Mapping[str, str], query: str, *, key: str, secret: str) -> str:
    """The header that signs a POST to / without a body; all `headers` (lower case) are signed."""
    names = sorted(headers)
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in names)
    request = "\n".join(["POST", "/", query, lines, ";".join(names), headers["x-acs-content-sha256"]])
    to_sign = f"{ALGORITHM}\n{hashlib.sha256(request.encode()).hexdigest()}"
    signature = hmac.new(secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    return f"{ALGORITHM} Credential={key},SignedHeaders={';'.join(names)},Signature={signature}"
