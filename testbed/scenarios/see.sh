# What people look at while a guest sends: events as they come, all and some, a table, and the whole screen.

guest a b
start_listener --socket-mode 0660
expect "a socket for the group too" [ "$(stat -c %a "$LAB/control")" = 660 ]
start_agent a
looks() { xen-listen "$@" --control "$LAB/control"; }
rm -f "$LAB"/seen "$LAB"/words "$LAB"/screen

inside a '(i=0; until [ $i = 2000 ]; do i=$((i + 1)); echo $i; sleep 0.1; done) | xen-notify send --lines lab.word >/run/program.log 2>&1 & echo $! >/run/program.pid'
await "word of a" 30 heard type=lab.word subject=a

(looks tail --json | head -n 3 >"$LAB/seen") 2>/dev/null &
await "three events as lines of JSON" 40 eval '[ "$(with type=lab.word subject=a <"$LAB/seen" | grep -c .)" = 3 ]'

(looks tail --type "lab.w*" --guest a >"$LAB/words" 2>"$LAB/complaint" || echo "ended with $?" >>"$LAB/complaint") &
await "a readable line" 40 grep -q "Z  a  *lab.word  *[0-9]" "$LAB/words"
inside b "xen-notify send --via store lab.word 'this is b'"
inside a "xen-notify send lab.other 'this is a'"
await "event of b" 20 heard type=lab.word subject=b
await "other event of a" 20 heard type=lab.other subject=a
seen=$(grep -c . "$LAB/words")
await "the next words" 20 eval '[ "$(grep -c . "$LAB/words")" -gt $((seen + 5)) ]'
expect "nothing that was not asked for" [ "$(grep -vc "  a  *lab.word " "$LAB/words")" = 0 ]

looks guests >&2
looks guests --json >"$LAB/table"
expect "a rate of a" eval 'grep "\"name\":\"a\"" "$LAB/table" | grep -q "\"rate\":[1-9][0-9.]*,.*\"lagMillis\":-*[0-9]"'
note "$(sed -n 's/.*"name":"a".*\("rate":[^,]*\),.*\("lagMillis":[^,]*\),.*/\1 \2/p' "$LAB/table") of a guest that sends ten events a second"

complains 2 "needs a terminal" xen-listen top --control "$LAB/control"
(sleep 10; printf n; sleep 4; printf q) |
    TERM=xterm script -qec "stty rows 24 cols 80; xen-listen top --delay 1 --control $LAB/control; echo ended=\$?; stty" "$LAB/screen" >/dev/null
tr '\r\033' '\n^' <"$LAB/screen" >&2
expect "titles and a line of a" eval 'grep -q "DOMID NAME" "$LAB/screen" && grep -q "$(domid a) a  *ring  *attached" "$LAB/screen"'
expect "an orderly end" grep -q ended=0 "$LAB/screen"
expect "the shell's screen again" grep -q "\[?1049l" "$LAB/screen"
refuse "a terminal without echo" grep -q -e "-echo\b" "$LAB/screen"
# busybox's sed knows no \x1b, and a cursor that goes home begins a line.
tr -d '\r' <"$LAB/screen" | tr '\033' '^' | sed 's/\^\[H/\n/g; s/\^\[[?0-9;]*[A-Za-z]//g' >"$LAB/text"
expect "nothing wider than 80 columns" [ "$(grep -v Script "$LAB/text" | awk 'length > 80' | grep -c .)" = 0 ]

stop_listener
await "the end of who looked on" 20 grep -q "ended with 69" "$LAB/complaint"
expect "a remedy" grep -q "start xen-listen run" "$LAB/complaint"
