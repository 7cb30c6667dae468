# A guest migrates twice, while it runs, from this host to this host, and an application sends without a pause: all that was
# accepted is heard, in order and each under one id, the guest's kernel has nothing to say, and it powers off in good order.
# With PVH only: of a PV guest, this emulated machine's Xen refuses to log which pages change (xc: Failed to enable logdirty).

only_for pvh
fresh_guest a
start_listener
start_agent a
speaks a
forget_kernel a

keep_sending a lab.stream
for round in 1 2; do
    await "more of the stream" 60 more_than "$(events type=lab.stream)" type=lab.stream
    migrate a
    agent_says a "published.*after a resume" $round
done
await "more of the stream" 60 more_than "$(events type=lab.stream)" type=lab.stream
count=$(stop_sending a)
await "the last of $count" 60 heard type=lab.stream data=$count
expect "all to be there, each under one id" under_one_id "$count" type=lab.stream
expect "each new domain to be known again" [ "$(grep -c "guest a (.*) is back as domain" /run/lab/listener.log)" = 2 ]
quiet_kernel a
note "$count events, printed $(events type=lab.stream) times"

inside a 'echo 1 >/proc/sys/kernel/panic_on_oops'
power_off a
expect "an orderly end" grep -qE 'reboot: (Power down|System halted)' /run/lab/guests/a/console
