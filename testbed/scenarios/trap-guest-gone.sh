# A guest is destroyed while its virtual CPU waits, and another is saved and restored: no zombie is left, and the restored one traps.
only_for pvh

cat >/run/lab/routes.toml <<'END'
[[route]]
type = "lab.slow"
door = "trap"
run = ["/bin/sleep", "1000"]
hold = "10s"

[[route]]
door = "trap"
END

fresh_guest a
start_listener --config /run/lab/routes.toml
await "the trap of a" 20 hears_traps_of a
inside a '(sleep 0.2; notify lab.slow) >/dev/null 2>&1 &'
await "the trap" 20 heard type=lab.slow
gone=$(domid a)
destroy a
nothing_left_of "$gone"

fresh_guest b
await "the trap of b" 20 hears_traps_of b
expect "a trap" as_app b 'notify lab.before'
gone=$(domid b)
step "save b"
xl save b /run/lab/b.saved >&2
nothing_left_of "$gone"
step "restore b"
xl restore /run/lab/b.saved >&2
rm /run/lab/b.saved
follow b guest
touch "$GUESTS/b/ready"
await "the trap of b" 20 hears_traps_of b
await "a trap of the restored guest" 30 as_app b 'notify lab.after'
expect "it printed" heard type=lab.after subject=b xendomid="$(domid b)"
destroy b
nothing_left_of "$(domid b)"
