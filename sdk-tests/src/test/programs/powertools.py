"""Powertools for AWS Lambda (Python), which is told not to remember."""
from aws_lambda_powertools.utilities import parameters
from conversation import answer

answer(
    lambda name: parameters.get_secret(name, force_fetch=True),
    lambda name, text: parameters.set_secret(name, text),
)
