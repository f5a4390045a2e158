# Written for the AWS Parameters and Secrets Lambda Extension: prints the password of a secret.
import json
import os
import sys
import urllib.parse
import urllib.request

port = os.environ.get("PARAMETERS_SECRETS_EXTENSION_HTTP_PORT", "2773")
secret_id = urllib.parse.quote(sys.argv[1], safe="")
request = urllib.request.Request(f"http://localhost:{port}/secretsmanager/get?secretId={secret_id}")
request.add_header("X-Aws-Parameters-Secrets-Token", os.environ["AWS_SESSION_TOKEN"])
with urllib.request.urlopen(request) as response:
    secret = json.loads(response.read())
assert secret["SecretBinary"] is None
print(json.loads(secret["SecretString"])["password"])
