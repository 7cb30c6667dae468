# A monitor that is not ours, in Dom0, understands what unprivileged users send by traps: our command, and the C program.
only_for pvh

guest a
rm -f /run/lab/monitor
trap-monitor "$(domid a)" print >/run/lab/monitor 2>&1 &
monitor=$!
await "the monitor" 10 grep -q ready /run/lab/monitor

expect "that the command is served" as_app a 'xen-notify send --via trap lab.command "by one instruction"'
expect "that the best door of a user is the trap" as_app a 'xen-notify send lab.best'
expect "that the C program is served" as_app a 'notify lab.program "by one instruction"'
expect "1,000 traps" as_app a 'trap-bench 1000'

kill "$monitor"
await "end of the monitor" 5 grep -q handled /run/lab/monitor
for line in "lab.commandby one instruction" lab.best "lab.programby one instruction"; do
    expect "that it understood $line" grep -qx "vcpu 0: $line" /run/lab/monitor
done
expect "that it understood all" grep -qx "1103 handled, 0 not understood" /run/lab/monitor
complains 1 "nobody in Dom0 listens" as_app a 'xen-notify send --via trap lab.late'
