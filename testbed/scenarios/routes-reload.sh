# The routes are read again while a guest sends without a pause: every event is printed, once and in order. A file with a
# mistake changes nothing.

routes=/run/lab/routes.toml
reload() { xen-listen reload --control /run/lab/control; }
write_routes() {
    cat >$routes.new
    mv $routes.new $routes
}
one_place() {
    write_routes <<'END'
[[route]]
type = "lab.*"
END
}
two_places() {
    write_routes <<'END'
[[route]]
type = "nothing.like.this"
accept = false

[[route]]
type = "lab.m*"
guest = "a"
door = "ring"
to = ["stdout", "/run/lab/copy.jsonl"]
END
}

guest a
one_place
start_listener --config $routes
stream a 65536 1000000000
for round in 1 2; do
    await "more of the stream" 60 more_than "$(events)"
    two_places
    expect "the routes to be read again" reload
    await "events in the second place" 60 test -s /run/lab/copy.jsonl
    write_routes <<'END'
[[route]]
type = "lab.*"
colour = "blue"
END
    complains 1 "routes.toml:3: unknown key" reload
    await "more of the stream" 60 more_than "$(events)"
    one_place
    expect "the routes to be read again" reload
    await "more of the stream" 60 more_than "$(events)"
    copied=$(wc -l </run/lab/copy.jsonl)
    await "more of the stream" 60 more_than "$(events)"
    expect "nothing more in the second place" [ "$(wc -l </run/lab/copy.jsonl)" = "$copied" ]
    rm /run/lab/copy.jsonl
done
inside a 'kill $(cat /run/program.pid)'
count=$(end_of_stream a)
expect "nothing to be missing of $count" intact "$count"
