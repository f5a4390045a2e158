"""A function written for the AWS Parameters and Secrets Lambda Extension: it knows nothing of any other."""

import json
import os
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

BASE = "http://localhost:" + os.environ.get("PARAMETERS_SECRETS_EXTENSION_HTTP_PORT", "2773")


def get(path):
    request = Request(BASE + path)
    request.add_header("X-Aws-Parameters-Secrets-Token", os.environ["AWS_SESSION_TOKEN"])
    with urlopen(request) as reply:
        return json.loads(reply.read())


def parameter(**query):
    return get("/systemsmanager/parameters/get?" + urlencode(query))["Parameter"]


def handler(event, context):
    if "missing" in event:
        return parameter(name=event["missing"])
    # As they are found in the wild: encoded or not, the name first or last.
    raw = get("/systemsmanager/parameters/get/?withDecryption=true&name=/aws/reference/secretsmanager/prod/db")
    secret = get("/secretsmanager/get?secretId=" + quote("prod/db", safe=""))
    return {
        "secure": parameter(withDecryption="true", name="/app/password"),
        "encrypted": parameter(name="/app/password"),
        "plain": parameter(name="plain"),
        "list": parameter(name="/app/hosts")["Value"].split(","),
        "first": parameter(name="/app/password", version=1, withDecryption="true"),
        "live": parameter(label="live", name="/app/password", withDecryption="true"),
        "secret": json.loads(secret["SecretString"]),
        "reference": json.loads(raw["Parameter"]["Value"]),
        "source": json.loads(raw["Parameter"]["SourceResult"])["name"],
    }
