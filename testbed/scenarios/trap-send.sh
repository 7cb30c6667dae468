# A user who traps is answered by the handler, who sees the user's memory as it was at that instant: the program overwrites
# it as soon as it goes on.
only_for pvh

cat >/run/lab/routes.toml <<'END'
[[route]]
type = "lab.sum"
door = "trap"
run = ["/bin/sh", "-c", "sed 's/.*\"data\":\"\\([^\"]*\\)\".*/\\1/' | bc"]
hold = "10s"

[[route]]
type = "lab.memory"
door = "trap"
read = [{ pointer = 0, length = 64 }]
run = ["/bin/sh", "-c", "sed 's/.*\"xenread0\":\"\\([^\"]*\\)\".*/\\1/' | base64 -d | tr -d '\\0'"]
hold = "10s"

[[route]]
door = "trap"
type = "lab.fails"
run = ["/bin/sh", "-c", "echo no such volume; false"]
hold = "10s"
END

guest a
start_listener --config /run/lab/routes.toml
await "the trap of a" 20 hears_traps_of a

expect "the handler's answer" [ "$(as_app a 'xen-notify send --via trap --wait 10 lab.sum "17 + 4"')" = 21 ]
expect "it by the best door that a user has" [ "$(as_app a 'xen-notify send --wait 10 lab.sum "20 + 1"')" = 21 ]
complains 1 "Dom0 answered: no such volume" as_app a 'xen-notify send --via trap --wait 10 lab.fails'
complains 1 "refused" as_app a 'xen-notify send --via trap lab.unknown'
complains 1 "at most 4047 bytes" as_app a 'head -c 4048 /dev/zero | xen-notify send --via trap lab.large -'

for length in 10 3000; do
    expect "memory as it was, with $length bytes" [ "$(as_app a "trap-memory $length")" = "as it was" ]
done
expect "a program's lines as events" [ "$(as_app a 'printf "1 + 1\n2 + 2\n" | xen-notify send --lines --wait 5 --via trap lab.sum')" = "$(printf '2\n4')" ]
