# A guest asks, a handler in Dom0 answers: through the ring, through the store door, and when it fails.

cat >/run/lab/routes.toml <<'END'
[[route]]
type = "lab.sum"
run = ["/bin/sh", "-c", "sed 's/.*\"data\":\"\\([^\"]*\\)\".*/\\1/' | bc"]

[[route]]
type = "lab.fails"
run = ["/bin/false"]
END

guest a
start_listener --config /run/lab/routes.toml
start_agent a
for door in ring store; do
    expect "the answer through the $door" [ "$(inside a "xen-notify send --wait 20 --via $door lab.sum '17 + 4'")" = 21 ]
done
inside a 'xen-notify send --wait 20 lab.fails' && status=0 || status=$?
expect "exit status 1 when the handler fails" [ "$status" = 1 ]
