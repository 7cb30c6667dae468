# Before a guest is saved, Dom0 has its agent give the event channel up: nothing of it is left that could do harm after
# the restore, events go through XenStore meanwhile, and the restored guest has a ring again by itself.

fresh_guest a
start_listener
start_agent a
speaks a
forget_kernel a

xen-listen quiesce --control /run/lab/control a
expect "no epoch" no_node "$(tree a)/epoch"
expect "no port" no_node "$(tree a)/event-channel"
no_port_left a
expect "no holder" holds a 0
inside a 'xen-notify send --wait 20 lab.data quiet'
await "an event by the store door" 20 times_heard 1 type=lab.data data=quiet xendoor=store

save a
restore a
agent_says a published 2
expect "no wish of Dom0's any more" no_node "$(tree a)/quiesce"
speaks a
stop_agent a
expect "no holder" holds a 0
quiet_kernel a

start_agent a
speaks a
xen-listen quiesce --control /run/lab/control "$(domid a)"
xen-listen quiesce --control /run/lab/control --resume a
agent_says a published 2
speaks a

inside a 'kill -STOP $(cat /run/agent.pid)'
complains 3 "has an event channel still" xen-listen quiesce --control /run/lab/control --timeout 2 a
inside a 'kill -CONT $(cat /run/agent.pid)'
agent_says a quiesced 2
xen-listen quiesce --control /run/lab/control a
complains 1 "there is no guest nobody" xen-listen quiesce --control /run/lab/control nobody
