# One guest sends as fast as it can: another guest's events take at most three times as long, at the 99th percentile, as
# while the first merely keeps its processor busy.

unset XEN_NOTIFY_JAVA_OPTS # as it is shipped
guest a b
start_listener --output /dev/null

# p99: of single events of b, in microseconds
p99() {
    java_inside b RingLatency auto 1000 1
    figures=$(says b)
    note "$1: $figures"
    echo "$figures" | sed 's/.*p99 \([0-9]*\).*/\1/' >/run/lab/p99
}

stream a 65536 1000000000
await "so many events that the listener is compiled" 120 \
    sh -c "xen-listen guests --control /run/lab/control --json | grep '\"events\":[0-9]\{6\}'"
p99 "beside a guest that floods"
flooding=$(cat /run/lab/p99)
inside a 'kill -9 $(cat /run/program.pid)'

inside a 'while :; do :; done </dev/null >/dev/null 2>&1 & echo $! >/run/program.pid'
p99 "beside a guest that spins"
expect "at most three times as much as beside one that spins" [ "$flooding" -le $(($(cat /run/lab/p99) * 3)) ]
