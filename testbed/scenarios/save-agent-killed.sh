# An agent is killed after a restore, before and after it has published anew; each time the next one does its work, and
# ends the holder of what is not from before the restore.

fresh_guest a
start_listener
start_agent a
speaks a
forget_kernel a

inside a 'kill -STOP $(cat /run/agent.pid)'
save a
restore a
kill_agent a
start_agent a
speaks a
expect "a holder of either epoch" holds a 2

kill_agent a
start_agent a
speaks a
expect "no more holders than before" holds a 2

save a
restore a
agent_says a "published.*after a resume"
speaks a
kill_agent a
start_agent a
speaks a
stop_agent a
expect "the holders of two epochs that ended with a save" holds a 2
quiet_kernel a
