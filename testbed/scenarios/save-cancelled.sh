# A save that lets the guest go on (a checkpoint) changes nothing: epoch, port and ring are the same, and serve.

fresh_guest a
start_listener
start_agent a
speaks a
forget_kernel a
before="$(store a epoch) $(store a event-channel) $(store a ring-ref)"

checkpoint a
speaks a
expect "the same epoch, port and ring" [ "$(store a epoch) $(store a event-channel) $(store a ring-ref)" = "$before" ]
expect "one holder" holds a 1
expect "that the doctor knows it" inside a 'xen-notify doctor | grep -q "^restore *yes"'

stop_agent a
no_node_left a
no_port_left a
expect "no holder" holds a 0
quiet_kernel a
