# The round trip of a trap with 40 bytes, which is counted and goes nowhere, and of the same answered by a C program that
# writes wherever it is told, in five alternating pairs. Then the same as it is printed.
only_for pvh

rounds=1000

theirs() {
    trap-monitor "$(domid a)" >/run/lab/monitor 2>&1 &
    monitor=$!
    await "the C program" 20 grep -q ready /run/lab/monitor
    inside a "trap-bench $rounds"
    kill "$monitor"
    await "end of the C program" 20 no_process "$monitor"
}

# Routes are reloaded, so that it is one listener, and compiled.
routes() {
    printf '[[route]]\n%s\n' "$1" >/run/lab/routes.toml
    xen-listen reload --control /run/lab/control >&2
}

ours() {
    before=$(grep -c 'hears its traps' "$LAB/listener.log" || true)
    routes "$1"
    await "the trap of a" 20 hears_traps_of a $((before + 1))
    inside a "trap-bench $rounds"
    routes 'door = "store"'
}

unset XEN_NOTIFY_JAVA_OPTS # as it is shipped
fresh_guest a
echo '[[route]]
door = "store"' >/run/lab/routes.toml
start_listener --config /run/lab/routes.toml
rm -f /run/lab/pairs
for round in 1 2 3; do ours 'to = []' >&2; done # for the listener's compilers
for pair in 1 2 3 4 5; do
    c=$(theirs)
    mine=$(ours 'to = []')
    note "pair $pair: C $c; ours $mine; printed $(ours '')"
    echo "$c; $mine" >>/run/lab/pairs
done
note "median of ours to C's, p50: $(awk '{ split($0, us, /p50 /); print (us[3] + 0) / (us[2] + 0) }' /run/lab/pairs | sort -n | sed -n 3p)"
