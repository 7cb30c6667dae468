# A guest asks for replies and never reads them: its events are handled all the same, and other guests are heard meanwhile.

bare_guest a
guest b
start_listener
start_agent b
inside a 'vchan-server 65536 2000 ask-deaf </dev/null >/run/program.log 2>&1 & echo $! >/run/program.pid'
speaks b
expect "no complaint" [ -z "$(says a)" ]
with type=lab.word </run/lab/events >&2
with subject=a </run/lab/events >/run/lab/of-a
expect "all to be printed as they were sent" awk -v count=2000 -f /lab/intact.awk /run/lab/of-a
