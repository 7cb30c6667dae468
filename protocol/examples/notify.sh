#!/bin/sh
# notify.sh TYPE [DATA]: tells Dom0 of an event through the agent's socket, by socat. DATA is one line of text.
# Exit status: 0 accepted, 1 not, 69 no agent is there.

[ $# = 1 ] || [ $# = 2 ] || { echo "usage: notify.sh TYPE [DATA]" >&2; exit 2; }
data=$(printf %s "${2-}" | sed 's/[\\"]/\\&/g')

# The agent ends the connection after the answer, which takes 10 s at most.
answer=$(printf '{"type":"%s","data":"%s"}\n' "$1" "$data" |
    socat -t 15 - "UNIX-CONNECT:${XEN_NOTIFY_SOCKET:-/run/xen-notify/agent.sock}") || exit 69
case $answer in
    '{"ok":true'*) ;;
    *) echo "notify.sh: $answer" >&2; exit 1 ;;
esac
