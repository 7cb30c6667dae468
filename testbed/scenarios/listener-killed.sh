# A listener that was killed is started again: guests are bound without doing anything, and what they wrote meanwhile arrives.

guest a b
start_listener
start_agent a
start_bell b
speaks a
rings b

kill_listener
inside a 'xen-notify send --via store lab.meanwhile "nobody was listening"'
forget_events
start_listener
await "event from meanwhile" 20 times_heard 1 type=lab.meanwhile data="nobody was listening" subject=a
speaks a
rings b
