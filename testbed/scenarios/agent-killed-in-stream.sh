# The agent is killed while an application sends: all that it was told to be accepted is heard, in order, and then what
# the next agent sends, under a new epoch.

guest a
start_listener
start_agent a
inside a 'seq 1000000 | xen-notify send --lines lab.stream >/run/send.log 2>&1 & echo $! >/run/program.pid'
await "some of the stream" 60 heard type=lab.stream data=50
before=$(store a epoch)
kill_agent a
await "end of the application" 20 inside a 'test ! -d /proc/$(cat /run/program.pid)'
accepted=$(($(inside a 'sed -n "s/.*line \([0-9]*\):.*/\1/p" /run/send.log') - 1))
await "the last that was accepted, $accepted" 20 heard type=lab.stream data=$accepted
expect "none to be missing" numbered "$(events type=lab.stream)" type=lab.stream

start_agent a
speaks a
refuse "the old epoch" [ "$(store a epoch)" = "$before" ]
expect "its event to be of the new one" [ "$(with type=lab.word </run/lab/events | grep -c "/$(store a epoch)/1\"")" = 1 ]
