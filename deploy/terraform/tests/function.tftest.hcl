# terraform test, version 1.7 or newer; nothing is asked of AWS.

mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
}

variables {
  function_name = "f"
  runtime       = "python3.13"
  handler       = "app.handler"
  code          = "tests/function.tftest.hcl" # Any file: nothing is uploaded.
  architecture  = "arm64"
  secret_arns   = ["arn:aws:secretsmanager:eu-west-1:123456789012:secret:secret_now-??????"]
}

run "published_layer_is_attached" {
  command = plan
  variables {
    layer_arn = "arn:aws:lambda:eu-west-1:123456789012:layer:Secrets-Cache-arm64:1"
  }
  assert {
    condition     = one(aws_lambda_function.function.layers) == var.layer_arn && length(aws_lambda_layer_version.secrets_cache) == 0
    error_message = "the layer named is the layer attached"
  }
  assert {
    condition     = aws_lambda_function.function.environment[0].variables["SECRETS_CACHE_REQUIRE_TOKEN"] == "true"
    error_message = "the token is required"
  }
}

run "zip_is_published_for_its_architecture" {
  command = plan
  variables {
    layer_zip = "tests/function.tftest.hcl"
  }
  assert {
    condition     = one(aws_lambda_layer_version.secrets_cache[0].compatible_architectures) == "arm64"
    error_message = "a layer with a JVM in it is for one architecture"
  }
}

run "no_layer_is_refused" {
  command         = plan
  expect_failures = [aws_lambda_function.function]
}

run "parameters_alone_will_do" {
  command = plan
  variables {
    layer_arn      = "arn:aws:lambda:eu-west-1:123456789012:layer:Secrets-Cache-arm64:1"
    secret_arns    = []
    parameter_arns = ["arn:aws:ssm:eu-west-1:123456789012:parameter/app/*"]
  }
  assert {
    condition     = [for s in data.aws_iam_policy_document.secrets.statement : s.sid] == ["ReadTheParameters"]
    error_message = "a function that reads parameters may read no secrets"
  }
}

run "no_secret_and_no_parameter_is_refused" {
  command = plan
  variables {
    layer_arn   = "arn:aws:lambda:eu-west-1:123456789012:layer:Secrets-Cache-arm64:1"
    secret_arns = []
  }
  expect_failures = [aws_lambda_function.function]
}
