# How long a guest stands still for a handler that does nothing, as Dom0 sees it: single events, after 5 ms of silence each.

unset XEN_NOTIFY_JAVA_OPTS # as it is shipped
count=400
cat >/run/lab/routes.toml <<'END'
[[route]]
run = ["/bin/true"]
pause = true
to = []
END

guest a
java_here PauseBench auto $count /run/lab/routes.toml >/run/lab/paused &
bench=$!
java_inside a RingLatency auto $count 5
answered=$(says a)
wait $bench
while read -r figures; do note "$figures"; done </run/lab/paused
note "from the event to its reply, in the guest: $answered"
