# The journal's place is full while a guest sends without a pause: the guest waits, and one line of the log says so. The
# listener is killed meanwhile, and again when there is room: all goes on, nothing is missing, no line is half.

disk=/run/lab/disk
last_number() { tail -q -n 1 $disk/journal/*.jsonl | sed -n 's/.*"data":"\([0-9]*\) .*/\1/p' | tail -n 1; }
stands_still() {
    was=$(last_number)
    sleep 3
    [ "$(last_number)" = "$was" ]
}
goes_on() { [ "$(last_number)" -gt "$1" ]; }
has_last() { [ "$(last_number)" = "$1" ]; }
make_room() { mount -o remount,size="$1" $disk; }
doctor_knows() { xen-listen doctor | grep "journal .*CANNOT BE WRITTEN"; }

! mountpoint -q $disk || umount $disk
mkdir -p $disk
mount -t tmpfs -o size=4m tmpfs $disk
cat >/run/lab/routes.toml <<END
journal = { path = "$disk/journal", max_size = 1_000_000_000 }

[[route]]
to = []
END

guest a
start_listener --config /run/lab/routes.toml
stream a 65536 1000000000
await "the alarm" 120 grep "cannot be written (No space left on device)" "$LAB/listener.log"
await "the guest to be held back" 60 stands_still
await "the doctor to know" 20 doctor_knows
expect "the file to end with a whole line" [ -z "$(tail -q -c 1 $disk/journal/*.jsonl)" ]
expect "one line about it" [ "$(grep -c "cannot be written" "$LAB/listener.log")" = 1 ]

kill_listener
start_listener --config /run/lab/routes.toml
await "the guest to be held back again" 60 stands_still
full=$(last_number)
make_room 12m
await "more of the stream" 60 goes_on "$full"
kill_listener
make_room 60m
killed=$(last_number)
start_listener --config /run/lab/routes.toml
await "more of the stream" 60 goes_on "$killed"
inside a 'kill $(cat /run/program.pid)'
count=$(end_of_stream a)
await "the last event in the journal" 60 has_last "$count"
xen-listen replay --type lab.mixed >"$EVENTS"
expect "nothing to be missing of $count" intact "$count" again
note "$count events, in the journal $(events) times"
forget_events
stop_listener
umount $disk
