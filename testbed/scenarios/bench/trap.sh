# The round trip of a trap with 40 bytes, in five alternating pairs: a monitor in C that trusts the guest, then the listener.

unset XEN_NOTIFY_JAVA_OPTS # as it is shipped
count=3000
cat >/run/lab/routes.toml <<'END'
[[route]]
door = "trap"
to = []
END

in_c() {
    rm -f /run/lab/monitor
    trap-monitor "$(domid a)" >/run/lab/monitor &
    monitor=$!
    await "the monitor" 10 grep -q ready /run/lab/monitor
    as_app a "trap-bench $count"
    kill "$monitor"
    await "end of the monitor" 10 grep -q handled /run/lab/monitor
}

# The first traps are for the compilers.
ours() {
    rm -f "$LAB/listener.log"
    start_listener --config /run/lab/routes.toml
    await "the trap of a" 20 hears_traps_of a
    as_app a "trap-bench $count" >&2
    as_app a "trap-bench $count"
    stop_listener
}

fresh_guest a
rm -f /run/lab/pairs
for pair in 1 2 3 4 5; do
    c=$(in_c)
    ours=$(ours)
    note "pair $pair: C $c; ours $ours"
    echo "$c $ours" >>/run/lab/pairs
done
note "median of ours to the C monitor's, p50: $(awk '{ split($0, us, /p50 /); print (us[3] + 0) / (us[2] + 0) }' /run/lab/pairs | sort -n | sed -n 3p)"
