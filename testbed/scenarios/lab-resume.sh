# What the holder is for: without it, an agent that ends after a restore meets a bug of its kernel (Linux 6.1). The other
# scenarios about saving would see it like this one.

fresh_guest a
start_agent a
forget_kernel a
inside a 'for process in /proc/[0-9]*; do
    if grep -q ^@xen-notify-holder $process/cmdline; then kill -9 ${process#/proc/}; fi
done'

save a
restore a
agent_says a "published.*after a resume"
quiet_kernel a
inside a 'kill -9 $(cat /run/agent.pid)'
await "the bug" 20 inside a 'dmesg -r | grep "^<[0-4]>.*kernel BUG at drivers/xen/evtchn.c"'
destroy a
