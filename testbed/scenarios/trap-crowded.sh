# More virtual CPUs wait than the ring has room for: an orderly stop lets all of them go. After a kill nobody can answer
# the one that waits for room, which the next listener says.
only_for pvh

cat >/run/lab/routes.toml <<'END'
[[route]]
door = "trap"
run = ["/bin/sleep", "1000"]
hold = "10s"
END

# Nine of ten: the guest's shell needs one that does not wait.
crowd() {
    inside "$1" '(sleep 0.5; trap-many 9 1 >/run/said) >/dev/null 2>&1 & echo $! >/run/program.pid'
    await "four events of $1" 20 times_heard 4 type=lab.many subject="$1"
    await "nine virtual CPUs that stand still" 30 stand_still 9 "$1"
}
stand_still() { [ "$(xl vcpu-list "$2" | grep -c ' --- ')" = "$1" ]; }

VCPUS=10 fresh_guest nine
start_listener --config /run/lab/routes.toml
await "the trap of nine" 20 hears_traps_of nine
crowd nine
end_listener TERM 10 # eight answers by interpreted Java take the emulated machine longer than an idle listener's end
await "that all go on" 30 inside nine 'test -s /run/said'
note "orderly stop: $(inside nine 'cat /run/said')"
expect "all nine to have gone on" inside nine 'grep -q "unanswered 1, handled 0, refused 0, malformed 0, failed 8" /run/said'
no_port_left nine

forget_events
start_listener --config /run/lab/routes.toml
await "the trap of nine" 20 hears_traps_of nine 2
crowd nine
kill_listener
start_listener
await "one sentence about what cannot be answered" 10 grep -q "nobody can answer any more; destroy it" "$LAB/listener.log"
gone=$(domid nine)
destroy nine
nothing_left_of "$gone"
