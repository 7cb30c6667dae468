# One guest does its worst: another guest's events take at most three times as long, at the 99th percentile, as while the
# first merely keeps its processor busy.

unset XEN_NOTIFY_JAVA_OPTS # as it is shipped
guest a b
start_listener --output /dev/null

# p99 WHAT: of single events of b, in microseconds
p99() {
    java_inside b RingLatency auto 1000 1
    figures=$(says b)
    note "beside a guest that does $1: $figures; the listener has $(resident) MiB"
    figure=$(echo "$figures" | sed 's/.*p99 \([0-9]*\).*/\1/')
}

end_program() { inside a 'kill -9 $(cat /run/program.pid)'; }

stream a 65536 1000000000
await "so many events that the listener is compiled" 120 \
    sh -c "xen-listen guests --control /run/lab/control --json | grep '\"events\":[0-9]\{6\}'"
p99 "flood"
flooding=$figure
end_program

misbehave a spin
p99 "spin"
spinning=$figure
end_program
expect "at most three times as much beside a flood" [ "$flooding" -le $((spinning * 3)) ]

slow=
for deed in bell storm nodes inbox others page records epochs log; do
    misbehave a "$deed"
    p99 "$deed"
    end_program
    [ "$figure" -le $((spinning * 3)) ] || slow="$slow $deed"
done
expect "at most three times as much, not so beside$slow" [ -z "$slow" ]
