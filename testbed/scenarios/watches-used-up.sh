# A guest has no watch left: its agent says so and ends, events go all the same, and with watches all is as ever.

guest a
start_listener
inside a 'xenstore-watch -n 100000 $(seq 140 | sed "s|^|data/watched/|") </dev/null >/dev/null 2>&1 & echo $! >/run/program.pid; sleep 3'
complains 1 "WATCH" inside a 'xen-notify agent </dev/null'
inside a 'xen-notify send --via store lab.needs-none'
await "event that needs no watch" 20 times_heard 1 type=lab.needs-none
complains 3 "quota" inside a 'xen-notify send --via store --wait 5 --timeout 1 lab.late'
inside a 'kill -9 $(cat /run/program.pid)'

start_agent a
speaks a
refuse "what was turned away" heard type=lab.late
