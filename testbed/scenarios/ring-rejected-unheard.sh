# An epoch is given up while nobody has read its ring: what was in it is heard in the next one, with the ids that it had.

guest a
start_agent a
epoch=$(store a epoch)
inside a 'seq 100 | xen-notify send --via ring --lines lab.early'
xenstore-write "$(tree a)/rejected" "$epoch the laboratory does not like it"
agent_says a "rejected epoch $epoch"
await "the next epoch, a minute after the first" 80 store a epoch

start_listener
await "the last of them" 20 heard type=lab.early data=100
expect "all, in order" numbered 100 type=lab.early
expect "their first ids" [ "$(with type=lab.early </run/lab/events | grep -c "/$epoch/")" = 100 ]
speaks a
