"""The function of the original story in Python: it needs nothing but the runtime's library and the layer."""

import json
import os
import urllib.error
import urllib.request


def handler(event, context):
    """Tells what may be known of the secret, never its value."""
    text, version = read_secret("secret_now")
    fields = list(json.loads(text))
    print(f"Response from cache: fields {fields} of secret_now, version {version}")
    return {"name": "secret_now", "fields": fields, "versionId": version}


def read_secret(name):
    port = os.environ.get("SECRETS_CACHE_PORT", "8080")
    # AWS_SESSION_TOKEN is not there under SnapStart; then this one is.
    token = os.environ.get("AWS_SESSION_TOKEN") or os.environ.get("AWS_CONTAINER_AUTHORIZATION_TOKEN", "")
    request = urllib.request.Request(
        f"http://localhost:{port}/cache/{name}", headers={"X-Aws-Parameters-Secrets-Token": token}
    )
    try:
        with urllib.request.urlopen(request, timeout=6) as reply:
            return reply.read().decode(), reply.headers["Secret-Version-Id"]
    except urllib.error.HTTPError as error:
        # The body says what to do about it, and never has a secret in it.
        raise RuntimeError(f"no secret {name}: {error.read().decode()}") from error
