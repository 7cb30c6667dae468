# A plain C server of libxenvchan talks to the listener: through rings of each kind, in pieces, and reads the replies.

bare_guest a
start_listener
for ring in 2048 65536 1048576; do
    inside a "vchan-server $ring 1000 ask </dev/null >/run/program.log 2>&1 & echo \$! >/run/program.pid"
    expect "no complaint" [ -z "$(says a)" ]
    expect "all to be printed as they were sent" intact 1000
    forget_events
done
no_node_left a
no_port_left a
