# A guest asks, and a handler answers that has looked into its memory while it stood still.

cat >/run/lab/routes.toml <<'END'
[[route]]
type = "security.look"
run = ["/opt/xen-notify-listener/examples/introspect", "{xendomid}"]
pause = true
timeout = "60s"

[[route]]
type = "lab.state"
run = ["/bin/sh", "-c", "xl list {xendomid} | sed -n 's/.* \\([-rbpscd]\\{6\\}\\) .*/\\1/p'"]
pause = true
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
