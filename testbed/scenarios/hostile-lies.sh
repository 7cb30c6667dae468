# A guest says without end what is not true: two others are heard meanwhile, and the listener's processor time, its memory
# and its log remain small. In the end even that guest is heard.

guest a b
bare_guest h
start_listener
start_agent a
start_bell b
read_clock
begun=$clock

worst others nodes
worst page
worst records
worst inbox
worst log nodes
expect "nobody else to be held back" held_back a ""

read_clock
lines=$(lines_about h)
note "$lines lines about the guest in $(((clock - begun) / 100)) s"
expect "few lines in the log" [ "$lines" -le $((22 + (clock - begun) / 1000)) ]
await "count of the lines left out" 15 grep -q "guest $(domid h)\b.*lines left out" /run/lab/listener.log
expect "no line that the guest has broken" [ -z "$(grep -a -v '^20[0-9-]*T' /run/lab/listener.log)" ]
expect "nothing that moves a cursor" [ -z "$(tr -d '\n -~' </run/lab/listener.log)" ]

forget_events
inside h 'vchan-server 65536 100 </dev/null >/run/program.log 2>&1 & echo $! >/run/program.pid'
await "events of the guest once it behaves" 40 times_heard 100 type=lab.mixed subject=h
