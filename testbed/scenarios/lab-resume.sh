# What the holder is for: without it, the end of an agent after a restore makes its kernel (Linux 6.1) close ports that are
# not its own any more, which is a BUG, or takes somebody else's interrupt away. The other scenarios about saving would see
# it like this one.

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
await "the kernel's complaint" 20 inside a 'dmesg -r | grep "^<[0-4]>.*evtchn"'
destroy a
