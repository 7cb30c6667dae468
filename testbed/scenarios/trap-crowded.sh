# More virtual CPUs wait than the ring has room for: an orderly stop lets all of them go. After a kill nobody can answer
# those that wait for room, which the next listener says.
only_for pvh

cat >/run/lab/routes.toml <<'END'
[[route]]
door = "trap"
run = ["/bin/sleep", "1000"]
hold = "10s"
END

# Ten of twelve: the guest's shell needs one that does not wait.
crowd() {
    inside "$1" '(sleep 0.5; trap-many 10 1 >/run/said) >/dev/null 2>&1 & echo $! >/run/program.pid'
    await "four events of $1" 20 times_heard 4 type=lab.many subject="$1"
}

VCPUS=12 fresh_guest ten
start_listener --config /run/lab/routes.toml
await "the trap of ten" 20 hears_traps_of ten
crowd ten
end_listener TERM 10 # eight answers by interpreted Java take the emulated machine longer than an idle listener's end
await "that all go on" 30 inside ten 'test -s /run/said'
note "orderly stop: $(inside ten 'cat /run/said')"
expect "all ten to have gone on" inside ten 'grep -q "unanswered 2, handled 0, refused 0, malformed 0, failed 8" /run/said'
no_port_left ten

forget_events
start_listener --config /run/lab/routes.toml
await "the trap of ten" 20 hears_traps_of ten 2
crowd ten
kill_listener
start_listener
await "one sentence about what cannot be answered" 10 grep -q "nobody can answer any more; destroy it" "$LAB/listener.log"
gone=$(domid ten)
destroy ten
nothing_left_of "$gone"
