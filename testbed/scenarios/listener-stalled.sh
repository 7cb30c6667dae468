# The listener does nothing for 10 s: the ring fills, who sends waits or is told, and then all of it arrives.

guest a
start_listener
start_agent a
speaks a

inside a 'i=0; until [ $i = 300 ]; do i=$((i + 1)); echo "$i $(printf %01000d 0)"; done >/run/lines'
stall_listener
inside a 'xen-notify send --lines --timeout 60 lab.patient </run/lines >/run/program.log 2>&1 & echo $! >/run/program.pid'
sleep 10
expect "the sender to wait" inside a 'test -d /proc/$(cat /run/program.pid)'
complains 3 "full" inside a 'xen-notify send --timeout 1 lab.impatient'
resume_listener
expect "no complaint" [ -z "$(says a)" ]
await "all of it" 20 numbered 300 type=lab.patient
refuse "what was turned away" heard type=lab.impatient
