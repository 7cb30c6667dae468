# A plain C client of libxenvchan reads an agent's ring, leaves, and comes back; then the listener has the rest.

guest a
start_agent a
inside a 'seq 300 | xen-notify send --lines lab.c'
for last in 100 200; do
    vchan-client "$(domid a)" 100 >/run/lab/read
    expect "records to $last" [ "$(cat /run/lab/read)" = "$(seq $((last - 99)) $last | sed 's/.*/& &/')" ]
done

start_listener
await "the rest" 20 times_heard 100 type=lab.c
expect "the first of the rest" heard type=lab.c data=201 sequence=201
speaks a
