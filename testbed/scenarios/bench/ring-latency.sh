# A single event in a quiet guest: from the call in a running JVM until the line is printed in Dom0 and the reply has come
# back through the ring, beside the round trip of an event channel between C programs, in five alternating pairs.

rounds=1000

c() {
    inside a 'evtchn-pong </dev/null >/run/program.log 2>&1 & echo $! >/run/program.pid'
    await "port of the guest's C program" 20 xenstore-exists "/local/domain/$(domid a)/data/bench/port"
    evtchn-ping "$(domid a)" $rounds
    inside a 'kill $(cat /run/program.pid)'
    xenstore-rm "/local/domain/$(domid a)/data/bench"
}

ours() {
    java_inside a RingLatency auto $rounds "$1"
    says a
}

unset XEN_NOTIFY_JAVA_OPTS # as it is shipped
fresh_guest a
start_listener
rm -f /run/lab/pairs
for round in 1 2 3; do ours 0 >&2; done # for the listener's compilers
for pair in 1 2 3 4 5; do
    theirs=$(c)
    mine=$(ours 0)
    note "pair $pair: event channel $theirs; event and reply $mine; with 5 ms of silence before each $(ours 5)"
    echo "$theirs; $mine" >>/run/lab/pairs
done
note "median of ours to C's, p50: $(awk '{ split($0, us, /p50 /); print (us[3] + 0) / (us[2] + 0) }' /run/lab/pairs | sort -n | sed -n 3p)"
