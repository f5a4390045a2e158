"""boto3."""
import boto3
from conversation import answer

client = boto3.client("secretsmanager")
answer(
    lambda name: client.get_secret_value(SecretId=name)["SecretString"],
    lambda name, text: client.put_secret_value(SecretId=name, SecretString=text),
)
