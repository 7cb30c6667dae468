# A program that may only read a page has Dom0 write to it, if it can: read-only mappings of another user's file, its own
# program's file, memory shared with a child, and a page exchanged while Dom0 handles the event. No byte changes.
only_for pvh

cat >/run/lab/routes.toml <<'END'
[[route]]
door = "trap"
run = ["/bin/sleep", "1"]
hold = "10s"
END

make_victim() { inside a 'trap-attack make /run/victim && chmod 644 /run/victim'; }
sums() { inside a 'md5sum /run/victim $(command -v trap-attack)'; }

VCPUS=2 fresh_guest a
start_listener --config /run/lab/routes.toml
await "the trap of a" 20 hears_traps_of a
expect "that traps are handled" as_app a 'notify lab.before'
make_victim
sums >/run/lab/sums
for how in "shared /run/victim" "private /run/victim" data fork "unmap /run/victim"; do
    expect "nothing changed, and no status, by $how" [ "$(as_app a "trap-attack $how")" = "status 0" ]
    expect "the files as they were" [ "$(sums)" = "$(cat /run/lab/sums)" ]
done
expect "each attack handled" times_heard 5 type=lab.attack xencpl=3
expect "that traps are handled" as_app a 'notify lab.after'
stop_listener

# Whoever trusts the address does change them.
rm -f /run/lab/monitor
trap-monitor "$(domid a)" >/run/lab/monitor &
monitor=$!
await "the monitor" 10 grep -q ready /run/lab/monitor
for how in "shared /run/victim" fork "private /run/victim" data; do
    make_victim
    refuse "that nothing is changed, by $how" as_app a "trap-attack $how"
done
kill "$monitor"
destroy a
