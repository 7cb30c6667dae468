# A guest has no watch left: its agent says so and ends, events go all the same, and with watches all is as ever.

guest a
start_listener
inside a 'for i in $(seq 140); do xenstore-watch -n 100000 "data/watched/$i" </dev/null >/dev/null 2>&1 & done; sleep 8'
note "$(inside a 'pidof xenstore-watch | wc -w') watches are to be had"
complains 1 "WATCH" inside a 'timeout 30 xen-notify agent </dev/null'
inside a 'xen-notify send --via store lab.needs-none'
await "event that needs no watch" 20 times_heard 1 type=lab.needs-none
complains 3 "quota" inside a 'xen-notify send --via store --wait 5 --timeout 1 lab.late'
inside a 'killall -9 xenstore-watch'

start_agent a
speaks a
refuse "what was turned away" heard type=lab.late
