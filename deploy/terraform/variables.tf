variable "function_name" {
  description = "The function's name."
  type        = string
}

variable "runtime" {
  description = "The function's runtime, such as java21, nodejs22.x or python3.13."
  type        = string
}

variable "handler" {
  description = "The function's handler, in the words of its runtime."
  type        = string
}

variable "code" {
  description = "The function's code: a zip with config.yaml in its root."
  type        = string
}

variable "layer_arn" {
  description = "The version of the layer to attach, as deploy/publish.sh prints it; or layer_zip."
  type        = string
  default     = null
}

variable "layer_zip" {
  description = "The layer to publish: secrets-cache-layer-java.zip for Java, secrets-cache-layer-ARCHITECTURE.zip for any language; or layer_arn."
  type        = string
  default     = null
}

variable "layer_name" {
  description = "The name under which layer_zip is published."
  type        = string
  default     = "Secrets-Lambda-Extension-Layer"
}

variable "architecture" {
  description = "x86_64 or arm64."
  type        = string
  default     = "x86_64"

  validation {
    condition     = contains(["x86_64", "arm64"], var.architecture)
    error_message = "architecture is x86_64 or arm64."
  }
}

variable "secret_arns" {
  description = "The ARNs of the secrets that config.yaml lists. An ARN that ends in -?????? stands for a name."
  type        = list(string)
  default     = []
}

variable "parameter_arns" {
  description = "The ARNs of the parameters of Parameter Store that config.yaml lists; for a path two, parameter/app/prod and parameter/app/prod/*."
  type        = list(string)
  default     = []
}

variable "parameter_kms_key_arns" {
  description = "The KMS keys that encrypt SecureString parameters; none for the key aws/ssm, which needs no permission."
  type        = list(string)
  default     = []
}

variable "kms_key_arns" {
  description = "The KMS keys that encrypt the secrets; none for the key aws/secretsmanager, which needs no permission."
  type        = list(string)
  default     = []
}

variable "cache_timeout" {
  description = "CACHE_TIMEOUT, the minutes after which a secret is refreshed; fractions allowed, 0 turns caching off."
  type        = number
  default     = 10

  validation {
    condition     = var.cache_timeout >= 0
    error_message = "cache_timeout is a number of minutes, 0 or more."
  }
}

variable "environment" {
  description = "More of the function's environment variables."
  type        = map(string)
  default     = {}
}

variable "memory_size" {
  description = "The function's memory in MiB."
  type        = number
  default     = 512
}

variable "timeout" {
  description = "The function's time limit in seconds."
  type        = number
  default     = 30
}
