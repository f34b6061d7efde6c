"""What botocore, which is not ours, says of a request to AWS: reads questions as JSON, writes answers as JSON."""

import json
import sys

import botocore.session
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

SESSION = botocore.session.get_session()


def client(region, fips=False, dual_stack=False):
    config = Config(use_fips_endpoint=fips, use_dualstack_endpoint=dual_stack)
    return SESSION.create_client(
        "ecr", region_name=region, config=config, aws_access_key_id="a", aws_secret_access_key="b"
    )


def endpoint(question):
    return client(question["region"], question["fips"], question["dualStack"]).meta.endpoint_url


def request(question):
    """The request of GetAuthorizationToken as the service's own description makes it."""
    made = client(question["region"])
    operation = made.meta.service_model.operation_model("GetAuthorizationToken")
    serialized = made._serializer.serialize_to_request({}, operation)
    return {
        "method": serialized["method"],
        "path": serialized["url_path"],
        "body": serialized["body"].decode(),
        "headers": {name.lower(): value for name, value in serialized["headers"].items()},
        "service": made.meta.service_model.signing_name,
    }


def signature(question):
    """The Authorization header for the same request at the same second."""
    headers = question["headers"]
    signed = headers["authorization"].split("SignedHeaders=")[1].split(",")[0].split(";")
    credentials = Credentials(*question["keys"])
    auth = SigV4Auth(credentials, question["service"], question["region"])
    asked = AWSRequest(
        method="POST",
        url=question["url"],
        data=question["body"].encode(),
        headers={name: headers[name] for name in signed if name in headers},
    )
    asked.context["timestamp"] = headers["x-amz-date"]
    text = auth.string_to_sign(asked, auth.canonical_request(asked))
    scope = auth.scope(asked)
    return (
        f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders={';'.join(signed)}, "
        f"Signature={auth.signature(text, asked)}"
    )


ANSWERS = {"endpoint": endpoint, "request": request, "signature": signature}
json.dump([ANSWERS[question["kind"]](question) for question in json.load(sys.stdin)], sys.stdout)
