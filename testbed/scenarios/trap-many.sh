# Several virtual CPUs trap at once, a thousand times, and faster than they may; another guest goes on meanwhile.
only_for pvh

cat >/run/lab/routes.toml <<'END'
[[route]]
type = "lab.many"
guest = "fast"
rate = { events = 5, burst = 10 }

[[route]]
END

VCPUS=2 fresh_guest two
start_listener --config /run/lab/routes.toml
await "the trap of two" 20 hears_traps_of two
inside two 'trap-many 2 500' >"$LAB/said"
expect "1,000 traps of two virtual CPUs handled" grep -q "handled 1000," "$LAB/said"
for cpu in 0 1; do
    expect "those of vCPU $cpu in order" [ "$(with type=lab.many xenvcpu=$cpu <"$EVENTS" | sed 's/.*"data":"[01]\.\([0-9]*\)".*/\1/')" = "$(seq 500)" ]
done
destroy two

VCPUS=8 fresh_guest eight
await "the trap of eight" 20 hears_traps_of eight
inside eight 'trap-many 8 50 3000' >"$LAB/said"
expect "400 traps of eight virtual CPUs handled" grep -q "handled 400," "$LAB/said"
destroy eight

fresh_guest fast
await "the trap of fast" 20 hears_traps_of fast
inside fast 'trap-many 1 100000 >/run/said 2>&1 & echo $! >/run/program.pid'
guest a
await "the trap of a" 20 hears_traps_of a
expect "another guest's events meanwhile" as_app a 'notify lab.meanwhile'
inside fast 'kill $(cat /run/program.pid)'
expect "no more events than the rate lets pass" [ "$(events type=lab.many subject=fast)" -lt 600 ]
