#!/bin/bash
# The AWS CLI: get NAME and put NAME TEXT from standard input, a line for each.
while read -r operation name text; do
    case $operation in
        get) command=(get-secret-value --query SecretString --output text) ;;
        *) command=(put-secret-value --secret-string "$text" --query "'written'" --output text) ;;
    esac
    if reply=$(aws secretsmanager "${command[@]}" --secret-id "$name" 2>&1); then
        echo "value $reply"
    else
        echo "error ${reply//$'\n'/ }"
    fi
done
