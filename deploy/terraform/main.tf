# A function with the Secrets Cache layer, its role, and no permission more than that needs.

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  jars_only = var.layer_zip != null && endswith(coalesce(var.layer_zip, "-"), "-java.zip")
}

resource "aws_lambda_layer_version" "secrets_cache" {
  count                    = var.layer_zip == null ? 0 : 1
  layer_name               = var.layer_name
  description              = "Secrets Cache: secrets of AWS Secrets Manager, from memory"
  filename                 = var.layer_zip
  source_code_hash         = filebase64sha256(var.layer_zip)
  compatible_runtimes      = local.jars_only ? ["java17", "java21", "java25"] : null
  compatible_architectures = local.jars_only ? ["x86_64", "arm64"] : [var.architecture]
  license_info             = "Apache-2.0"

}

data "aws_iam_policy_document" "lambda" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "secrets" {
  dynamic "statement" {
    for_each = length(var.secret_arns) > 0 ? [var.secret_arns] : []
    content {
      sid       = "ReadTheSecrets"
      actions   = ["secretsmanager:GetSecretValue"]
      resources = statement.value
    }
  }
  # Two or more secrets in one call at start. The action takes no resource, and it opens nothing: of each secret in its
  # answer, GetSecretValue must be allowed too.
  dynamic "statement" {
    for_each = length(var.secret_arns) > 0 ? ["*"] : []
    content {
      sid       = "ReadThemInOneCall"
      actions   = ["secretsmanager:BatchGetSecretValue"]
      resources = [statement.value]
    }
  }
  dynamic "statement" {
    for_each = length(var.kms_key_arns) > 0 ? [var.kms_key_arns] : []
    content {
      sid       = "DecryptThem"
      actions   = ["kms:Decrypt"]
      resources = statement.value
      # For Secrets Manager's calls only: the function itself cannot decrypt with the key.
      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = ["secretsmanager.${data.aws_region.current.name}.amazonaws.com"]
      }
    }
  }
  # One by one; ten in one call; all below a path. Each is checked against the same ARNs.
  dynamic "statement" {
    for_each = length(var.parameter_arns) > 0 ? [var.parameter_arns] : []
    content {
      sid       = "ReadTheParameters"
      actions   = ["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"]
      resources = statement.value
    }
  }
  dynamic "statement" {
    for_each = length(var.parameter_kms_key_arns) > 0 ? [var.parameter_kms_key_arns] : []
    content {
      sid       = "DecryptTheParameters"
      actions   = ["kms:Decrypt"]
      resources = statement.value
      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = ["ssm.${data.aws_region.current.name}.amazonaws.com"]
      }
    }
  }
}

resource "aws_iam_role" "function" {
  name_prefix        = "${substr(var.function_name, 0, 37)}-"
  assume_role_policy = data.aws_iam_policy_document.lambda.json
}

resource "aws_iam_role_policy" "secrets" {
  name   = "secrets"
  role   = aws_iam_role.function.id
  policy = data.aws_iam_policy_document.secrets.json
}

resource "aws_iam_role_policy_attachment" "log" {
  role       = aws_iam_role.function.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

resource "aws_lambda_function" "function" {
  function_name    = var.function_name
  role             = aws_iam_role.function.arn
  runtime          = var.runtime
  handler          = var.handler
  architectures    = [var.architecture]
  filename         = var.code
  source_code_hash = filebase64sha256(var.code)
  memory_size      = var.memory_size
  timeout          = var.timeout
  layers           = [var.layer_zip == null ? var.layer_arn : aws_lambda_layer_version.secrets_cache[0].arn]

  environment {
    variables = merge(
      {
        CACHE_TIMEOUT = tostring(var.cache_timeout)
        # No secret is read without the token, not even a listed one. client-sdk sends it; other readers send the value
        # of AWS_SESSION_TOKEN in the header X-Aws-Parameters-Secrets-Token.
        SECRETS_CACHE_REQUIRE_TOKEN = "true"
        # Secrets in environment variables, without a change of code (docs/environment.md): in var.environment
        # AWS_LAMBDA_EXEC_WRAPPER = "/opt/secrets-cache-env"
      },
      var.environment,
    )
  }

  # Before the first invocation, which reads the secrets.
  depends_on = [aws_iam_role_policy.secrets, aws_iam_role_policy_attachment.log]

  lifecycle {
    precondition {
      condition     = (var.layer_arn == null) != (var.layer_zip == null)
      error_message = "Give either layer_arn, the version of a published layer, or layer_zip, a layer to publish."
    }
    precondition {
      condition     = length(var.secret_arns) + length(var.parameter_arns) > 0
      error_message = "secret_arns or parameter_arns names at least one; without one the function could read none."
    }
  }
}
