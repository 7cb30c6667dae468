# Handlers that hang, crash, flood their output, or leave processes behind: they end in time, the guest is given back, and
# the next event is handled.

cat >/run/lab/routes.toml <<'END'
[[route]]
type = "lab.hangs"
run = ["/bin/sh", "-c", "trap '' TERM; sleep 1234"]
timeout = "2s"
pause = true

[[route]]
type = "lab.crashes"
run = ["/bin/sh", "-c", "kill -SEGV $$"]
pause = true

[[route]]
type = "lab.floods"
run = ["/bin/sh", "-c", "yes flood | tee /dev/stderr"]
timeout = "2s"
pause = true

[[route]]
type = "lab.detaches"
run = ["/bin/sh", "-c", "for i in 1 2 3 4; do setsid sh -c 'sleep 1234; sleep 1234' & done; sleep 1; echo detached"]
pause = true

[[route]]
type = "lab.fine"
run = ["/bin/echo", "fine"]
pause = true
END

answered() {
    inside a "xenstore-write data/xen-notify/inbox/$1 '?lab.$1'"
    await "answer to lab.$1" 20 store a "outbox/$1"
    expect "the answer '$2' to lab.$1" [ "$(store a "outbox/$1")" = "$2" ]
    inside a "xenstore-rm data/xen-notify/outbox/$1"
    refuse "a guest that is still paused after lab.$1" paused a
    refuse "a process of lab.$1 that is still there" pgrep -f 'sleep 1234|yes flood'
}

guest a
start_listener --config /run/lab/routes.toml
for kind in 'hangs error handler timed out after 2000 ms' 'crashes error handler ended with status 139' \
    'floods error handler timed out after 2000 ms' 'detaches ok detached'; do
    answered "${kind%% *}" "${kind#* }"
    answered fine 'ok fine'
done
expect "the log to stay small" [ "$(wc -c <"$LAB/listener.log")" -lt 20000 ]
