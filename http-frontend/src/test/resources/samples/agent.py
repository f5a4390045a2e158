# Written for the AWS Secrets Manager Agent: prints the password of a secret, or the type of the error.
import datetime
import json
import os
import sys
import urllib.error
import urllib.request

port = os.environ.get("AGENT_PORT", "2773")
token = os.environ["AWS_TOKEN"].strip()
request = urllib.request.Request(
    f"http://localhost:{port}/v1/{sys.argv[1]}?refreshNow=true",
    headers={"X-Aws-Parameters-Secrets-Token": token},
)
try:
    with urllib.request.urlopen(request) as response:
        secret = json.load(response)
    datetime.datetime.fromtimestamp(float(secret["CreatedDate"]))
    print(json.loads(secret["SecretString"])["password"])
except urllib.error.HTTPError as error:
    print(error.code, json.load(error)["__type"])
