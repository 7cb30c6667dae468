# A bell between C programs: the laboratory's own proof that event channels work, and the yardstick for ours.

guest a
inside a 'evtchn-pong </dev/null >/run/pong.log 2>&1 & echo $! >/run/pong.pid'
await "port of the guest's C program" 20 xenstore-exists "/local/domain/$(domid a)/data/bench/port"
note "C round trip: $(evtchn-ping "$(domid a)" 200)"
inside a 'kill $(cat /run/pong.pid)'
await "release of the ports" 2 same_ports a
