#!/bin/sh
# An aws that keeps its arguments, and answers what the test has laid out in the folder $AWS_STUB: for each operation the
# file OPERATION with what goes to stdout, or the file OPERATION.error with what goes to stderr before it fails. With
# OPERATION.2 beside them the second call is answered with that.
tab=$(printf '\t')
line=
for word; do
    line=$line${line:+$tab}$word
done
printf '%s\n' "$line" >>"$AWS_STUB/calls"
case $2 in
    wait) operation=$2-$3 ;;
    *) operation=$2 ;;
esac
answer=$AWS_STUB/$operation
if [ -f "$answer.2" ] && [ "$(grep -c "^$1$tab$2$tab" "$AWS_STUB/calls")" -ge 2 ]; then
    answer=$answer.2
fi
if [ -f "$answer.error" ]; then
    cat "$answer.error" >&2
    exit 254
fi
[ -f "$answer" ] || {
    echo "aws stub: no answer for $operation" >&2
    exit 99
}
cat "$answer"
