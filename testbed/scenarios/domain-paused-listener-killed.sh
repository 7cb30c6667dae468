# The listener is killed while a guest stands still for a handler: the next one lets it go on, and the event is not lost.

cat >/run/lab/routes.toml <<'END'
[[route]]
run = ["/bin/sleep", "20"]
pause = true
END

guest a
start_listener --config /run/lab/routes.toml
inside a "xenstore-write data/xen-notify/inbox/1 lab.look"
await "pause of the guest" 10 paused a
kill_listener
expect "a guest that nobody has given back" paused a
forget_events

start_listener
refuse "a guest that is still paused" paused a
expect "a guest that goes on" inside a true
await "event whose handler was killed" 10 times_heard 1 type=lab.look subject=a
refuse "a note about it" sh -c 'ls /run/xen-notify/paused | grep .'
