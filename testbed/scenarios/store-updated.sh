# XenStore's daemon is replaced by a new process that takes its connections over (a live update), while there is much to do:
# nobody notices, and nothing is lost.

guest a b
start_listener
start_agent a
start_bell b
speaks a
rings b
daemon=$(readlink "/proc/$(pidof xenstored oxenstored)/exe")

keep_sending a lab.stream
await "more of the stream" 60 more_than 0 type=lab.stream
xenstore-control live-update -t 30 "$daemon"
inside b 'xen-notify send --via store lab.after'
await "event through the new XenStore" 30 times_heard 1 type=lab.after
speaks a
rings b
count=$(stop_sending a)
await "the last of $count" 60 heard type=lab.stream data=$count
expect "all to be there, each under one id" under_one_id "$count" type=lab.stream
refuse "a lost connection" grep -i 'lost\|again' /run/lab/listener.log
stop_agent a
no_node_left a
