# The listener is killed while a virtual CPU waits for it: the next one lets it go on, even if it hears no traps itself.
only_for pvh

cat >/run/lab/routes.toml <<'END'
[[route]]
door = "trap"
run = ["/bin/sleep", "1000"]
hold = "10s"
END

guest a
start_listener --config /run/lab/routes.toml
await "the trap of a" 20 hears_traps_of a
inside a '(sleep 0.2; notify lab.stuck; echo $? >/run/status) >/dev/null 2>&1 &'
await "the trap" 20 heard type=lab.stuck
kill_listener
refuse "an answer of a guest whose virtual CPU waits" timeout 3 sh -c ". /lab/vocabulary.sh; inside a true"

start_listener
await "that the virtual CPU goes on" 20 inside a 'test -s /run/status'
expect "that the program knows of no answer" [ "$(inside a 'cat /run/status')" = 1 ]
complains 1 "nobody in Dom0 listens" as_app a 'notify lab.late'
stop_listener
no_port_left a

supervise_listener --config /run/lab/routes.toml
await "the trap of a" 20 hears_traps_of a 2
inside a '(sleep 0.2; notify lab.again; echo $? >/run/status.again) >/dev/null 2>&1 &'
await "the trap" 20 heard type=lab.again
step "kill the listener"
kill -9 "$(cat "$LAB/listener.pid")"
await "the trap of a, for the supervisor's next listener" 60 hears_traps_of a 3
await "that the virtual CPU goes on, though nobody has done anything" 20 inside a 'test -s /run/status.again'
complains 1 "took too long" as_app a 'notify lab.third'
