# An agent without a ring: root and an unprivileged user ring its bell, also after it was killed and started again.

guest a
start_listener
start_bell a
rings a
rings a as_app

kill_agent a
forget_events
start_bell a
rings a

inside a 'xen-notify send lab.text "by the store door"'
await "event that a bell cannot carry" 20 heard type=lab.text data="by the store door" xendoor=store

stop_agent a
no_node_left a
no_port_left a
