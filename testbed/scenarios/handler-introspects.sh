# A guest asks, and a handler answers that has looked into its memory while it stood still.

cat >/run/lab/routes.toml <<'END'
[[route]]
type = "security.look"
run = ["/usr/lib/xen-notify-listener/examples/introspect", "{xendomid}"]
pause = true
timeout = "60s"

[[route]]
type = "lab.state"
run = ["/bin/sh", "-c", "xl list {xendomid} | sed -n 's/.* \\([-rbpscd]\\{6\\}\\) .*/\\1/p'"]
pause = true

[[route]]
type = "lab.memory"
door = "trap"
read = [{ pointer = 0, length = 64 }]
run = ["/bin/sh", "-c", "sed 's/.*\"xenread0\":\"\\([^\"]*\\)\".*/\\1/' | base64 -d | tr -d '\\0'; xl list {xendomid} | grep -q ' ..p... '"]
pause = true
hold = "10s"
END

guest a
start_listener --config /run/lab/routes.toml
inside a "xenstore-write data/xen-notify/inbox/1 '?lab.state'"
await "state of the guest while its handler runs" 20 store a outbox/1
expect "a guest that stands still" [ "$(store a outbox/1)" = 'ok --p---' ]
inside a "xenstore-write data/xen-notify/inbox/2 '?security.look'"
await "answer from the guest's own memory" 60 store a outbox/2
expect "the banner of the guest's kernel" [ "$(store a outbox/2)" = "ok $(inside a 'cat /proc/version')" ]
refuse "a guest that is still paused" paused a

if [ "$TYPE" = pvh ]; then
    await "the trap of a" 20 hears_traps_of a
    expect "a process's memory while all stands still" [ "$(as_app a 'trap-memory 10')" = "as it was" ]
    refuse "a guest that is still paused" paused a
fi
