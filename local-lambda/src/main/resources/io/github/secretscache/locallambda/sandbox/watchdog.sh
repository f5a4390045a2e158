# shellcheck shell=sh
# Signals process groups on request and kills all of them when the pipe from local-lambda closes, which it does however
# local-lambda dies. One command a line: "add <pgid>", "remove <pgid>", "folder <path>", which is deleted at
# the end, "<signal name> <pgid>…"; each is answered "ok".
trap '' INT TERM HUP QUIT
groups=
folder=
while read -r verb first others; do
    case $verb in
    add)
        groups="$groups $first"
        ;;
    remove)
        kept=
        for group in $groups; do
            [ "$group" = "$first" ] || kept="$kept $group"
        done
        groups=$kept
        ;;
    folder)
        folder="$first${others:+ $others}"
        ;;
    *)
        for group in $first $others; do
            kill -s "$verb" -- "-$group"
        done
        ;;
    esac
    echo ok
done
for group in $groups; do
    # Also the process alone: it may not have become the leader of its group yet.
    kill -s KILL -- "-$group"
    kill -s KILL "$group"
done
[ -z "$folder" ] || rm -rf -- "$folder"
