# An agent that was killed is started again: it is bound anew, under a new epoch.

guest a
start_listener
start_agent a
speaks a
first=$(store a epoch)

kill_agent a
forget_events
start_agent a
refuse "the old epoch" [ "$(store a epoch)" = "$first" ]
speaks a
