# XenStore's daemon gets no processor for a while: rings go on without it, and what needs it goes on afterwards.

guest a b
start_listener
start_agent a
start_bell b
speaks a
rings b
daemon=$(pidof xenstored oxenstored)
kill -STOP $daemon
inside b 'xen-notify send --via store --timeout 60 lab.patient >/run/program.log 2>&1 & echo $! >/run/program.pid'
speaks a
sleep 10
speaks a
refuse "an event that XenStore does not have" heard type=lab.patient
kill -CONT $daemon
await "event that waited for XenStore" 30 times_heard 1 type=lab.patient
speaks a
rings b
