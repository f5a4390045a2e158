#!/bin/sh
# Publishes the Secrets Cache layer and attaches it to a function, with nothing but the AWS CLI. deploy.sh --help says
# what can be chosen.
set -euf

usage() {
    cat <<'END'
Usage: deploy/deploy.sh [--function NAME] [--layer-name NAME] [--zip FILE] [--region REGION] [--profile PROFILE]
                        [--dry-run]

Publishes the Secrets Cache layer and attaches it to a Lambda function. An older version of the layer is replaced; the
function's other layers stay as they are.

  --function NAME    the function, by name or ARN; default Secrets-Extension-Lambda-Test
  --layer-name NAME  the layer's name; default Secrets-Lambda-Extension-Layer
  --zip FILE         the layer; default: runtime-layer/target/secrets-cache-layer-ARCHITECTURE.zip, which brings its own
                     runtime, if that was built for the function's architecture; else, for a function on Java 17 or
                     newer, extension-layer/target/secrets-cache-layer-java.zip
  --region REGION    default: AWS_REGION, AWS_DEFAULT_REGION, or the region of the profile
  --profile PROFILE  the profile of the AWS CLI with the credentials; default: the AWS CLI's own
  --dry-run          look, but change nothing: print the calls that would
  --help             this text

The credentials need lambda:GetFunctionConfiguration, lambda:UpdateFunctionConfiguration, lambda:PublishLayerVersion and
lambda:GetLayerVersion.
END
}

fail() {
    echo "deploy: $*" >&2
    exit 1
}

step() {
    echo "== $*"
}

# What the AWS CLI said on stderr, in one line.
said() {
    sed '/^[[:space:]]*$/d' "$messages" | tr '\n' ' ' | sed 's/ *$//'
}

# Prints a call, to be pasted into a shell, past what is done with its answer.
show() {
    line='  '
    for word; do
        case $word in
            '' | *[!A-Za-z0-9_./:=,@%+-]*) word="'$(printf '%s' "$word" | sed "s/'/'\\\\''/g")'" ;;
        esac
        line="$line $word"
    done
    printf '%s\n' "$line" >&3
}

call() {
    how=$1
    shift
    set -- aws "$@" --region "$region"
    [ -z "$profile" ] || set -- "$@" --profile "$profile"
    "$how" "$@" 2>"$messages"
}

# A call that changes nothing.
look() {
    call command "$@"
}

# A call that changes something or waits for a change.
change() {
    if [ "$dry_run" = yes ]; then
        call show "$@"
    else
        call command "$@"
    fi
}

find_region() {
    region=${region:-${AWS_REGION:-${AWS_DEFAULT_REGION:-}}}
    [ -z "$region" ] || return 0
    set -- aws configure get region
    [ -z "$profile" ] || set -- "$@" --profile "$profile"
    # It fails in silence when there is none.
    region=$("$@" 2>"$messages") || [ ! -s "$messages" ] || fail "$(said)"
    [ -n "$region" ] || fail "no region. Say --region, set AWS_REGION, or give the profile one: aws configure"
}

find_account() {
    account=$(look sts get-caller-identity --query Account --output text) || case $(said) in
        *region_name* | *'Invalid endpoint'*) fail "'$region' is no region: $(said)" ;;
        *'Could not connect'* | *'onnect timeout'*) fail "AWS cannot be reached in region $region: $(said)" ;;
        *)
            fail "no usable AWS credentials: $(said). Run aws configure or aws sso login, or choose others with" \
                "--profile"
            ;;
    esac
}

read_function() {
    answer=$(
        look lambda get-function-configuration --function-name "$function" --output text --query \
            '[FunctionArn,PackageType,Runtime,Architectures[0],State,LastUpdateStatus,RevisionId,Layers[].Arn]'
    ) || case $(said) in
        *ResourceNotFoundException*)
            fail "account $account has no function $function in $region. Create it first (docs/deploy.md), or choose" \
                "another with --function, --region or --profile"
            ;;
        *) fail "cannot read the function $function: $(said)" ;;
    esac
    # One line of words; the layers, if there are any, are a second one.
    {
        IFS=$tab read -r function_arn package runtime architecture state update revision _
        read -r layers || layers=
    } <<END
$answer
END
}

check_function() {
    [ "$package" != Image ] ||
        fail "$function is a container image, which takes no layers. Copy the layer into the image:" \
            "deploy/Dockerfile.example"
    case ${function_arn##*:function:} in
        *:*) fail "$function names a version or an alias, and these cannot be changed. Name the function alone" ;;
    esac
    if [ "$state" = Pending ]; then
        step "Waiting until $function is created"
        look lambda wait function-active --function-name "$function" || fail "$function did not get ready: $(said)"
        read_function
    fi
    if [ "$update" = InProgress ]; then
        step "Waiting until an earlier update of $function is done"
        look lambda wait function-updated --function-name "$function" || fail "$function did not get ready: $(said)"
        read_function
    fi
}

# Jars only, or with a runtime of its own? The names in a zip's directory are not compressed.
brings_runtime() {
    LC_ALL=C grep -q 'secrets-cache/[A-Za-z0-9_-]*/bin/java' "$1"
}

choose_zip() {
    runtime_zip=$root/runtime-layer/target/secrets-cache-layer-$architecture.zip
    jars_only_zip=$root/extension-layer/target/secrets-cache-layer-java.zip
    case $runtime in
        java8* | java11*) java=no ;;
        java*) java=yes ;;
        # A custom runtime may have a Java, but then that is for its owner to say, with --zip.
        provided*) java=perhaps ;;
        *) java=no ;;
    esac
    if [ -n "$zip" ]; then
        [ -f "$zip" ] || fail "--zip: there is no file $zip. Build the layer: $build"
    elif [ -f "$runtime_zip" ]; then
        zip=$runtime_zip
    elif [ "$java" = yes ]; then
        zip=$jars_only_zip
        [ -f "$zip" ] || fail "there is no file $zip. Build the layer: $build"
    else
        fail "$function runs on $runtime, without a Java 17 or newer: it needs the layer that brings its own runtime," \
            "and there is no file $runtime_zip. Build it on $architecture: $build_runtime"
    fi
}

check_zip() {
    size=$(($(wc -c <"$zip")))
    [ "$size" -le 52428800 ] ||
        fail "$zip has $size bytes; Lambda takes layers of up to 52428800 (50 MiB) this way. Build the layer again," \
            "or publish this one from S3: aws lambda publish-layer-version --content S3Bucket=...,S3Key=..."
    if brings_runtime "$zip"; then
        kind="with its own runtime, for $architecture"
        architectures=$architecture
        runtimes="java17 java21 java25 nodejs20.x nodejs22.x nodejs24.x python3.12 python3.13 python3.14 ruby3.3\
 ruby3.4 dotnet8 provided.al2 provided.al2023"
        case $architecture:${zip##*/} in
            x86_64:*arm64* | arm64:*x86_64*) fail "$zip is for another architecture; $function runs on $architecture" ;;
        esac
    else
        kind='jars only'
        architectures='x86_64 arm64'
        runtimes='java17 java21 java25'
        [ "$java" != no ] ||
            fail "$zip needs a Java 17 or newer, and $function runs on $runtime. Build the layer that brings its own" \
                "runtime, on $architecture: $build_runtime"
    fi
    case " $runtimes " in
        *" $runtime "*) ;;
        *) runtimes="$runtimes $runtime" ;;
    esac
}

# Before anything is published: a layer that cannot be attached is of no use.
check_layers() {
    others=0
    replaced=
    for layer in $layers; do
        if [ "${layer%:*}" = "$own" ]; then
            replaced=$layer
        else
            others=$((others + 1))
        fi
    done
    [ "$others" -lt 5 ] || fail "$function has $others other layers, and Lambda allows 5 in all. Detach one of: $layers"
}

publish() {
    # shellcheck disable=SC2086 # The lists are words.
    new=$(
        change lambda publish-layer-version --layer-name "$layer_name" \
            --description 'Secrets Cache: secrets of AWS Secrets Manager, from memory' --license-info Apache-2.0 \
            --compatible-runtimes $runtimes --compatible-architectures $architectures --zip-file "fileb://$zip" \
            --query LayerVersionArn --output text
    ) || fail "the layer was not published: $(said)"
    [ "$dry_run" = no ] || new=$own:NEW_VERSION
}

# In the place of the older version, else last. The revision makes sure that nobody else's change is undone.
attach() {
    set --
    for layer in $layers; do
        [ "${layer%:*}" != "$own" ] || layer=$new
        set -- "$@" "$layer"
    done
    [ -n "$replaced" ] || set -- "$@" "$new"
    change lambda update-function-configuration --function-name "$function" --revision-id "$revision" \
        --query LastUpdateStatus --output text --layers "$@" >/dev/null ||
        fail "$new is published, but was not attached: $(said)"
}

await_update() {
    change lambda wait function-updated --function-name "$function" && return 0
    words=$(said)
    reason=$(look lambda get-function-configuration --function-name "$function" --query LastUpdateStatusReason \
        --output text) || reason=
    fail "the update of $function did not succeed: $words. Lambda's reason: ${reason:-none given}"
}

function=Secrets-Extension-Lambda-Test
layer_name=Secrets-Lambda-Extension-Layer
zip=
region=
profile=
dry_run=no
while [ $# -gt 0 ]; do
    case $1 in
        --help | -h) usage && exit 0 ;;
        --dry-run) dry_run=yes ;;
        --function | --layer-name | --zip | --region | --profile)
            [ -n "${2:-}" ] || fail "$1 needs a value; see --help"
            case $1 in
                --function) function=$2 ;;
                --layer-name) layer_name=$2 ;;
                --zip) zip=$2 ;;
                --region) region=$2 ;;
                --profile) profile=$2 ;;
            esac
            shift
            ;;
        *) usage >&2 && fail "unknown option $1" ;;
    esac
    shift
done
case $layer_name in
    *[!A-Za-z0-9_-]*) fail "--layer-name takes letters, digits, - and _; received '$layer_name'" ;;
esac
command -v aws >/dev/null ||
    fail "the AWS CLI is not installed: there is no aws on the PATH. Install it (version 2, or 1.27 or newer)"

case $0 in
    */*) root=${0%/*}/.. ;;
    *) root=.. ;;
esac
root=$(cd "$root" && pwd)
build="(cd '$root' && mvn -DskipTests -pl extension-layer -am package)"
build_runtime="(cd '$root' && mvn -DskipTests -Pruntime -pl runtime-layer -am package)"
tab=$(printf '\t')
# No pager and no questions: nobody may be there to answer.
export AWS_PAGER='' AWS_CLI_AUTO_PROMPT=off
exec 3>&1
messages=$(mktemp)
trap 'rm -f "$messages"' EXIT
trap 'exit 130' INT
trap 'exit 143' HUP TERM

find_region
find_account
step "Account $account, region $region"
read_function
check_function
own=${function_arn%:function:*}:layer:$layer_name
check_layers
step "Function $function: $runtime on $architecture, other layers: $others"
choose_zip
check_zip
step "Layer $zip: $kind, $size bytes, built $(date -r "$zip" '+%Y-%m-%d %H:%M')"
[ "$dry_run" = no ] || step "Dry run: these calls would follow"
step "Publishing it as $layer_name (this uploads it)"
publish
if [ -n "$replaced" ]; then
    step "Attaching $new in the place of $replaced"
else
    step "Attaching $new"
fi
attach
step "Waiting until $function is updated"
await_update
if [ "$dry_run" = yes ]; then
    step "Nothing was changed"
else
    step "Done: $function has the layer. An alias gets it with the next version that you publish"
fi
