# What an idle agent and an idle listener with three guests cost: wake-ups and memory over a minute without any event.

switches=$(cat /lab/scenarios/bench/switches)
of_agent() { inside a "pid=\$(cat /run/agent.pid); $switches"; }
of_listener() { sh -c "pid=$(cat /run/lab/listener.pid); $switches"; }

# compare WHO LIMIT: says what became of WHO's counts, and that its memory is below LIMIT MiB.
compare() {
    note "$1: $(awk '
        $1 == "memory" { memory = $2; next }
        NR == FNR { before[$1] = $2; next }
        $2 > before[$1] { woken = $2 - before[$1]; sum += woken; $1 = $2 = ""; who = who "," $0 " " woken }
        END { printf "%.2f wake-ups a second, %.1f MiB;%s", sum / 60, memory / 1024, substr(who, 2) }
    ' "/run/lab/$1-before" "/run/lab/$1-after")"
    memory=$(sed -n 's/memory //p' "/run/lab/$1-after")
    expect "less than $2 MiB" [ "$memory" -lt $(($2 * 1024)) ]
}

unset XEN_NOTIFY_JAVA_OPTS # as it is shipped
fresh_guest a b c
start_listener
start_agent a b c
for name in a b c; do speaks "$name"; done

sleep 10 # what the last event has set going comes to its end
of_agent >/run/lab/agent-before
of_listener >/run/lab/listener-before
sleep 60
of_agent >/run/lab/agent-after
of_listener >/run/lab/listener-after
compare agent 60
compare listener 90
