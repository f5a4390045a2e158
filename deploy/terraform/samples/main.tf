# The example functions in Java, Node.js and Python, each with the layer, on x86_64 and arm64. Beforehand:
#
#     mvn -Pruntime verify       # on the architecture of the layer that it builds
#     (cd example-function/nodejs && zip -q ../target/nodejs.zip index.js config.yaml)
#     (cd example-function/python && zip -q ../target/python.zip app.py config.yaml)

variable "architecture" {
  description = "Of the Node.js and the Python function, and of the layer that was built: x86_64 or arm64."
  type        = string
  default     = "x86_64"
}

variable "secret_name" {
  description = "The secret that the config.yaml of the functions lists."
  type        = string
  default     = "secret_now"
}

data "aws_secretsmanager_secret" "secret" {
  name = var.secret_name
}

locals {
  root = "${path.module}/../../.."
}

module "java" {
  source        = "./.."
  function_name = "secrets-cache-sample-java"
  runtime       = "java21"
  handler       = "io.github.secretscache.example.ExampleHandler::handleRequest"
  code          = "${local.root}/example-function/target/function.zip"
  layer_name    = "Secrets-Cache-java"
  layer_zip     = "${local.root}/extension-layer/target/secrets-cache-layer-java.zip"
  secret_arns   = [data.aws_secretsmanager_secret.secret.arn]
  memory_size   = 1200
}

module "nodejs" {
  source        = "./.."
  function_name = "secrets-cache-sample-nodejs"
  runtime       = "nodejs22.x"
  handler       = "index.handler"
  code          = "${local.root}/example-function/target/nodejs.zip"
  architecture  = var.architecture
  layer_name    = "Secrets-Cache-${var.architecture}"
  layer_zip     = "${local.root}/runtime-layer/target/secrets-cache-layer-${var.architecture}.zip"
  secret_arns   = [data.aws_secretsmanager_secret.secret.arn]
}

module "python" {
  source        = "./.."
  function_name = "secrets-cache-sample-python"
  runtime       = "python3.13"
  handler       = "app.handler"
  code          = "${local.root}/example-function/target/python.zip"
  architecture  = var.architecture
  # One layer for both: the version that was published for the Node.js function.
  layer_arn   = module.nodejs.layer_version_arn
  secret_arns = [data.aws_secretsmanager_secret.secret.arn]
}
