# A guest does its worst, one deed after the other: two others are heard meanwhile, and the listener's processor time, its
# memory and its log remain small. In the end even that guest is heard.

# worst DEED REASON: h does that; REASON is what xen-listen says about it
worst() {
    misbehave h "$1"
    sleep 4 # what may come at once has come
    share=$(processor 5) size=$(resident)
    note "beside $1 the listener takes $share % of a processor, and has $size MiB"
    expect "a processor for others" [ "$share" -le 50 ]
    expect "memory for others" [ "$size" -le 130 ]
    speaks a
    rings b
    if [ -n "$2" ]; then expect "$2 to be what h is held back for" throttled h "$2"; fi
    expect "nothing held back of a" throttled a ""
    behave h
}

throttled() {
    xen-listen guests --control /run/lab/control --json | grep "\"name\":\"$1\"" | grep -q "\"throttled\":\"\([^\"]*+\)*$2\(+[^\"]*\)*\""
}

guest a b
bare_guest h
start_listener
start_agent a
start_bell b
read_clock
begun=$clock

worst bell wake-ups
worst storm wake-ups
worst nodes nodes
worst inbox ""
worst others epochs
worst page ""
worst records ""
worst epochs epochs
worst log nodes

read_clock
lines=$(lines_about h)
note "$lines lines about the guest in $(((clock - begun) / 100)) s"
expect "few lines in the log" [ "$lines" -le $((22 + (clock - begun) / 1000)) ]
expect "those left out to be counted" grep -q "guest $(domid h)\b.*lines left out" /run/lab/listener.log
expect "no line that the guest has broken" [ -z "$(grep -a -v '^20[0-9-]*T' /run/lab/listener.log)" ]
expect "nothing that moves a cursor" [ -z "$(tr -d '\n -~' </run/lab/listener.log)" ]

forget_events
inside h 'vchan-server 65536 100 </dev/null >/run/program.log 2>&1 & echo $! >/run/program.pid'
await "events of the guest once it behaves" 40 times_heard 100 type=lab.mixed subject=h
