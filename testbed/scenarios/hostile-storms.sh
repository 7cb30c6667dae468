# A guest does without end what makes the listener work: two others are heard meanwhile, and its processor time, its memory
# and its log remain small. In the end even that guest is heard.

guest a b
bare_guest h
start_listener
start_agent a
start_bell b

worst bell wake-ups
worst storm wake-ups
worst nodes nodes
worst epochs nodes
expect "nobody else to be held back" held_back a ""

forget_events
inside h 'vchan-server 65536 100 </dev/null >/run/program.log 2>&1 & echo $! >/run/program.pid'
await "events of the guest once it behaves" 40 times_heard 100 type=lab.mixed subject=h
