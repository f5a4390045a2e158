output "function_arn" {
  value = aws_lambda_function.function.arn
}

output "role_name" {
  description = "To give the function what else it needs."
  value       = aws_iam_role.function.name
}

output "layer_version_arn" {
  value = one(aws_lambda_function.function.layers)
}
