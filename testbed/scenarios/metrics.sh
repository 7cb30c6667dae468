# Prometheus is told of a guest's events, over HTTP on Dom0's loopback interface.

ifconfig lo 127.0.0.1 up
guest a
printf 'metrics = { port = 9710 }\n[[route]]\n' >/run/lab/metrics.toml
start_listener --config /run/lab/metrics.toml
start_agent a
speaks a
speaks a
asked() { wget -q -O - http://127.0.0.1:9710/metrics; }
counted() { asked | grep "^xen_notify_$1{domid=\"$(domid a)\"" | grep -q "$2"; }
await "its two events" 10 counted events_total 'door="ring",.*} 2.0$'
expect "their bytes" counted payload_bytes_total 'door="ring",.*} [1-9]'
expect "a lag" counted lag_seconds_count '} 2$'
expect "it to be attached" eval 'asked | grep -q "xen_notify_guests{state=\"attached\"} 1.0"'
destroy a
gone() { ! asked | grep -q domid; }
await "end of its series" 10 gone
