# Nobody listens while a guest is saved: what was in its ring is heard after the second restore, with the ids that it had
# before the first, and who waits for an answer gets it.

guest a
start_agent a
forget_kernel a
epoch=$(store a epoch)
inside a 'seq 100 | xen-notify send --via ring --lines lab.early'
inside a '(xen-notify send --via ring --wait 100 lab.question >/run/answer 2>&1; echo $? >>/run/answer) &'
await "the question in the ring" 20 inside a 'xen-notify status | grep -q "^sequence *101$"'

save a
restore a
agent_says a "published.*after a resume"
save a
restore a
agent_says a "published.*after a resume" 2
refuse "the old epoch" [ "$(store a epoch)" = "$epoch" ]

start_listener
await "the last of them" 20 heard type=lab.early data=100
expect "all, in order" numbered 100 type=lab.early
expect "their first ids" [ "$(with type=lab.early </run/lab/events | grep -c "/$epoch/")" = 100 ]
await "the answer" 20 inside a '[ "$(cat /run/answer)" = 0 ]'
speaks a
stop_agent a
quiet_kernel a
