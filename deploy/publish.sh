#!/bin/sh
# Publishes the layers of a release to a list of regions, with nothing but the AWS CLI. publish.sh --help says what can be
# chosen.
set -euf

usage() {
    cat <<'END'
Usage: deploy/publish.sh --regions REGION[,REGION...] [--layer-name NAME] [--public] [--profile PROFILE] [--dry-run]
                         ZIP...

Publishes each zip in each region as a new version of a layer, and prints the ARNs. A region that has the same zip as its
newest version keeps that. Where one region fails, the others go on, and the exit status is 1.

  ZIP                secrets-cache-layer-java.zip, -x86_64.zip or -arm64.zip, with its .sha256 beside it
  --regions LIST     where to; with commas between
  --layer-name NAME  what the layers' names begin with; default Secrets-Cache, which gives Secrets-Cache-java,
                     Secrets-Cache-x86_64 and Secrets-Cache-arm64
  --public           let every AWS account use what is published; without it only this account may
  --profile PROFILE  the profile of the AWS CLI with the credentials; default: the AWS CLI's own
  --dry-run          look, but change nothing: print the calls that would
  --help             this text

The credentials need lambda:ListLayerVersions, lambda:GetLayerVersion and lambda:PublishLayerVersion, and with --public
lambda:AddLayerVersionPermission.
END
}

fail() {
    echo "publish: $*" >&2
    exit 1
}

# What the AWS CLI said on stderr, in one line.
said() {
    sed '/^[[:space:]]*$/d' "$messages" | tr '\n' ' ' | sed 's/ *$//'
}

look() {
    set -- aws "$@" --region "$region"
    [ -z "$profile" ] || set -- "$@" --profile "$profile"
    "$@" 2>"$messages"
}

change() {
    if [ "$dry_run" = yes ]; then
        echo "   aws $* --region $region${profile:+ --profile $profile}" >&2
    else
        look "$@"
    fi
}

# Sets $suffix, and $runtimes and $architectures, which are words.
describe() {
    case ${1##*/} in
        secrets-cache-layer-java.zip) suffix=java architectures='x86_64 arm64' runtimes='java17 java21 java25' ;;
        # For every runtime: Lambda takes a list of 15 at most, so none is named.
        secrets-cache-layer-x86_64.zip) suffix=x86_64 architectures=x86_64 runtimes= ;;
        secrets-cache-layer-arm64.zip) suffix=arm64 architectures=arm64 runtimes= ;;
        *) fail "$1 is none of secrets-cache-layer-java.zip, -x86_64.zip and -arm64.zip" ;;
    esac
}

check() {
    describe "$1"
    [ -f "$1" ] || fail "there is no file $1. Build it: mvn verify, and for the layer with its own runtime -Pruntime"
    [ -f "$1.sha256" ] || fail "there is no file $1.sha256, which is built with the zip"
    sum=$(sha256sum <"$1")
    read -r expected _ <"$1.sha256"
    [ "${sum%% *}" = "$expected" ] || fail "$1 is not what was built: its SHA-256 is ${sum%% *}, not $expected"
}

# Sets $arn to the newest version if that is this very zip, else to nothing. Lambda gives digests in base64.
find_published() {
    arn=
    newest=$(look lambda list-layer-versions --layer-name "$name" --max-items 1 --query 'LayerVersions[0].Version' \
        --output text) || return 1
    newest=${newest%%[!0-9]*}
    [ -n "$newest" ] || return 0
    digest=$(look lambda get-layer-version --layer-name "$name" --version-number "$newest" --output text \
        --query '[Content.CodeSha256,LayerVersionArn]') || return 1
    tab=$(printf '\t')
    ours=$(openssl dgst -sha256 -binary "$zip" | openssl base64)
    [ "${digest%%"$tab"*}" != "$ours" ] || arn=${digest#*"$tab"}
}

publish() {
    find_published || return 1
    if [ -n "$arn" ]; then
        echo "== $region: $arn is this zip already"
        return
    fi
    # shellcheck disable=SC2086 # The lists are words.
    arn=$(
        change lambda publish-layer-version --layer-name "$name" \
            --description 'Secrets Cache: secrets of AWS Secrets Manager, from memory' --license-info Apache-2.0 \
            ${runtimes:+--compatible-runtimes $runtimes} --compatible-architectures $architectures \
            --zip-file "fileb://$zip" --query LayerVersionArn --output text
    ) || return 1
    [ "$dry_run" = no ] || arn=$name:NEW_VERSION
    echo "== $region: published $arn"
}

# Said twice, it is the same permission: what is there already is no error.
open_to_all() {
    change lambda add-layer-version-permission --layer-name "$name" --version-number "${arn##*:}" \
        --statement-id everybody --principal '*' --action lambda:GetLayerVersion --output text >/dev/null && return
    case $(said) in
        *ResourceConflictException*) ;;
        *) return 1 ;;
    esac
}

regions=
layer_name=Secrets-Cache
public=no
profile=
dry_run=no
while [ $# -gt 0 ]; do
    case $1 in
        --help | -h) usage && exit 0 ;;
        --dry-run) dry_run=yes ;;
        --public) public=yes ;;
        --regions | --layer-name | --profile)
            [ -n "${2:-}" ] || fail "$1 needs a value; see --help"
            case $1 in
                --regions) regions=$2 ;;
                --layer-name) layer_name=$2 ;;
                --profile) profile=$2 ;;
            esac
            shift
            ;;
        -*) usage >&2 && fail "unknown option $1" ;;
        *) break ;;
    esac
    shift
done
[ -n "$regions" ] || fail "--regions is missing: where to publish, such as --regions eu-west-1,us-east-1"
[ $# -gt 0 ] || fail "no zip named; see --help"
for option; do
    case $option in -*) fail "$option stands after a zip; options come first" ;; esac
done
case $layer_name in
    *[!A-Za-z0-9_-]*) fail "--layer-name takes letters, digits, - and _; received '$layer_name'" ;;
esac
regions=$(printf '%s' "$regions" | tr ',' ' ')
for region in $regions; do
    case $region in
        *[!a-z0-9-]* | [!a-z]*) fail "--regions takes names such as eu-west-1, with commas between; received '$region'" ;;
    esac
done
for zip; do
    check "$zip"
done
command -v aws >/dev/null || fail "the AWS CLI is not installed: there is no aws on the PATH"
command -v openssl >/dev/null || fail "openssl is not installed; it computes the digest that Lambda shows"
# No pager and no questions: nobody may be there to answer.
export AWS_PAGER='' AWS_CLI_AUTO_PROMPT=off
messages=$(mktemp)
trap 'rm -f "$messages"' EXIT
trap 'exit 130' INT
trap 'exit 143' HUP TERM

failures=0
for region in $regions; do
    for zip; do
        describe "$zip"
        name=$layer_name-$suffix
        if publish && { [ "$public" = no ] || open_to_all; }; then
            continue
        fi
        echo "publish: $region: ${zip##*/} failed: $(said)" >&2
        failures=$((failures + 1))
    done
done
[ "$failures" = 0 ] || fail "$failures of the layers were not published; run it again when the cause is mended"
[ "$dry_run" = no ] || echo "== Nothing was changed"
