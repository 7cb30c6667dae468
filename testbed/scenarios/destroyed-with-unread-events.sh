# A guest is destroyed with events in its ring that were not read yet: they are heard all the same, and then nothing is
# left of it.

guest a b
start_listener
start_agent a
speaks a

stall_listener
inside a 'seq 300 | xen-notify send --lines lab.unread'
destroy a
resume_listener
await "its last events" 20 numbered 300 type=lab.unread subject=a
nothing_left_of "$(domid a)"

start_agent b
speaks b
