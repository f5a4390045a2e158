"""aws-secretsmanager-caching-python, each time as in a process that has just begun."""
import boto3
from aws_secretsmanager_caching import SecretCache
from conversation import answer

client = boto3.client("secretsmanager")
answer(
    lambda name: SecretCache(client=client).get_secret_string(name),
    lambda name, text: client.put_secret_value(SecretId=name, SecretString=text),
)
