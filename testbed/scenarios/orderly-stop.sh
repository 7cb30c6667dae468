# Who stops orderly leaves nothing behind: first the agent, then an agent that outlives the listener.

guest a
start_listener
start_agent a
speaks a
await "node of the listener" 20 store a listener

stop_agent a
for node in version platform event-channel epoch; do
    await "removal of $node" 2 no_node "$(tree a)/$node"
done

start_agent a
stop_listener
await "removal of the listener's node" 2 no_node "$(tree a)/listener"
stop_agent a
no_node_left a
no_port_left a
