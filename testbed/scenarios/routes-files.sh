# Events go to a file that is put aside at its size: no line is missing or torn. A file that was moved away by hand is made
# anew at a reload.

files=/run/lab/files
rm -rf $files
mkdir $files
cat >/run/lab/routes.toml <<'END'
[[route]]
type = "lab.mixed"
to = [{ path = "/run/lab/files/mixed.jsonl", size = 2_000_000, keep = 100 }]

[[route]]
to = ["stdout", "/run/lab/files/rest.jsonl"]
END

guest a
start_listener --config /run/lab/routes.toml
stream a 65536 1000000000
await "the third file" 150 test -e $files/mixed.jsonl.2
inside a 'kill $(cat /run/program.pid)'
count=$(end_of_stream a)
for number in $(seq 99 -1 1); do
    file=$files/mixed.jsonl.$number
    [ ! -e "$file" ] || expect "no more than 2 MB in $file" [ "$(wc -c <"$file")" -le 2000000 ]
    [ ! -e "$file" ] || cat "$file" >>"$EVENTS"
done
await "the last event in the file" 30 grep -q "\"data\":\"$count " $files/mixed.jsonl
cat $files/mixed.jsonl >>"$EVENTS"
expect "nothing to be missing of $count" intact "$count"
forget_events

start_agent a
speaks a
mv $files/rest.jsonl $files/moved.jsonl
expect "the files to be made anew" xen-listen reload --control /run/lab/control
speaks a
expect "one event in each file" [ "$(cat $files/moved.jsonl | wc -l) $(cat $files/rest.jsonl | wc -l)" = "1 1" ]
