# After a restore the agent publishes anew, stops in order, is started and stops again: nothing of that harms the guest.

fresh_guest a
start_listener
start_agent a
speaks a
forget_kernel a
first=$(store a epoch)

save a
restore a
agent_says a "published.*after a resume"
refuse "the old epoch" [ "$(store a epoch)" = "$first" ]
speaks a
stop_agent a
no_node_left a
expect "the holder of the old epoch, and no other" holds a 1

start_agent a
speaks a
stop_agent a
expect "the holder of the old epoch, and no other" holds a 1
quiet_kernel a
