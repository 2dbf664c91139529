"""A gateway on this machine: it checks each signature as its provider's document says, then answers as it is told."""

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

KEY, SECRET = "AKIDexample", "a-secret-example"


@dataclass
class Heard:
    """One request whose signature was right."""

    to: str
    words: str
    request_id: str
    parameters: dict[str, Any]


Answer = Callable[[BaseHTTPRequestHandler, Heard], None]
ENDS_WITHIN = 0.02  # seconds


@dataclass
class LocalGateway:
    url: str
    heard: list[Heard] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)  # why a request was not believed
    answer: Answer | None = None


def says(found: object, *, status: int = 200) -> Answer:
    """Answer with this JSON."""

    def answer(handler: BaseHTTPRequestHandler, heard: Heard) -> None:
        body = found.encode() if isinstance(found, str) else json.dumps(found).encode()
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def hangs_up(handler: BaseHTTPRequestHandler, heard: Heard) -> None:
    handler.connection.close()


def is_slow(seconds: float) -> Answer:
    def answer(handler: BaseHTTPRequestHandler, heard: Heard) -> None:
        time.sleep(seconds)

    return answer


@contextmanager
def local_gateway(check: Callable[[BaseHTTPRequestHandler, bytes], Heard]) -> Iterator[LocalGateway]:
    """`check` reads a request, or raises AssertionError with what is wrong about its signature."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            try:
                heard = check(self, body)
            except AssertionError as why:
                gateway.wrong.append(str(why))
                says({"Code": "SignatureDoesNotMatch"}, status=400)(self, Heard("", "", "", {}))
                return
            gateway.heard.append(heard)
            assert gateway.answer
            gateway.answer(self, heard)

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    gateway = LocalGateway(f"http://127.0.0.1:{server.server_address[1]}/")
    threading.Thread(target=server.serve_forever, args=[ENDS_WITHIN], daemon=True).start()
    try:
        yield gateway
    finally:
        server.shutdown()
        server.server_close()


def sha(words: bytes) -> str:
    return hashlib.sha256(words).hexdigest()


def mac(key: bytes, words: str) -> bytes:
    return hmac.new(key, words.encode(), hashlib.sha256).digest()


def as_aliyun(handler: BaseHTTPRequestHandler, body: bytes) -> Heard:
    """请求体和签名机制 V3: the canonical request is built from what came over the wire."""
    scheme, _space, rest = handler.headers["Authorization"].partition(" ")
    assert scheme == "ACS3-HMAC-SHA256", scheme
    said = dict(part.split("=", 1) for part in rest.split(","))
    assert said["Credential"] == KEY, "unknown key"
    signed = said["SignedHeaders"].split(";")
    assert {"host", "x-acs-action", "x-acs-version", "x-acs-date", "x-acs-signature-nonce"} <= set(signed)
    assert handler.headers["x-acs-content-sha256"] == sha(body), "the body's hash"
    parameters = dict(parse_qsl(urlsplit(handler.path).query, keep_blank_values=True, strict_parsing=True))
    query = "&".join(f"{quote(name, safe='')}={quote(parameters[name], safe='')}" for name in sorted(parameters))
    lines = "".join(f"{name}:{handler.headers[name].strip()}\n" for name in signed)
    canonical = f"POST\n/\n{query}\n{lines}\n{';'.join(signed)}\n{sha(body)}"
    expected = mac(SECRET.encode(), f"ACS3-HMAC-SHA256\n{sha(canonical.encode())}").hex()
    assert hmac.compare_digest(said["Signature"], expected), "signature"
    assert handler.headers["x-acs-action"] == "SendSms"
    assert handler.headers["x-acs-version"] == "2017-05-25"
    words = json.loads(parameters["TemplateParam"])
    return Heard(parameters["PhoneNumbers"], words["content"], parameters["OutId"], parameters)


def as_tencent(handler: BaseHTTPRequestHandler, body: bytes) -> Heard:
    """签名方法 v3."""
    scheme, _space, rest = handler.headers["Authorization"].partition(" ")
    assert scheme == "TC3-HMAC-SHA256", scheme
    said = dict(part.strip().split("=", 1) for part in rest.split(","))
    key, day, service, end = said["Credential"].split("/")
    assert (key, service, end) == (KEY, "sms", "tc3_request"), "credential"
    at = handler.headers["X-TC-Timestamp"]
    assert day == time.strftime("%Y-%m-%d", time.gmtime(int(at))), "day"
    assert abs(time.time() - int(at)) < 300, "the clock"
    signed = said["SignedHeaders"].split(";")
    assert {"content-type", "host"} <= set(signed)
    lines = "".join(f"{name}:{handler.headers[name].strip().lower()}\n" for name in signed)
    canonical = f"POST\n/\n\n{lines}\n{';'.join(signed)}\n{sha(body)}"
    to_sign = f"TC3-HMAC-SHA256\n{at}\n{day}/sms/tc3_request\n{sha(canonical.encode())}"
    signing = mac(mac(mac(f"TC3{SECRET}".encode(), day), "sms"), "tc3_request")
    assert hmac.compare_digest(said["Signature"], mac(signing, to_sign).hex()), "signature"
    assert handler.headers["X-TC-Action"] == "SendSms"
    assert handler.headers["X-TC-Version"] == "2021-01-11"
    found = json.loads(body)
    [to], [words] = found["PhoneNumberSet"], found["TemplateParamSet"]
    return Heard(to.removeprefix("+86"), words, found["SessionContext"], found)


CHECKS = {"aliyun": as_aliyun, "tencent": as_tencent}
TAKEN = {
    "aliyun": {"Code": "OK", "BizId": "9006197469364984^0", "Message": "OK", "RequestId": "r"},
    "tencent": {"Response": {"SendStatusSet": [{"Code": "Ok", "SerialNo": "5000:1"}], "RequestId": "r"}},
}
