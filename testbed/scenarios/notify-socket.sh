# A program that knows nothing but sd_notify is heard, run by a user who has nothing else.

guest a
start_listener
run_agent a --notify-socket /run/xen-notify/notify

says_so() {
    says_user=$1
    shift
    "$says_user" a "NOTIFY_SOCKET=/run/xen-notify/notify /lab/peers/sd-notify $*"
}
descriptors() { inside a 'ls /proc/$(cat /run/agent.pid)/fd | wc -l'; }

says_so as_app READY=1 '"STATUS=listening on port 80"' FDSTORE=1
await "ready" 20 heard type=sd-notify.ready xendoor=ring subject=a
await "status" 20 heard type=sd-notify.status data="listening on port 80" xendoor=ring
open_before=$(descriptors)

# Each passes a descriptor for its barrier, and has an answer: what it said is in the ring.
as_app a 'i=0; while [ $i -lt 50 ]; do i=$((i + 1))
    NOTIFY_SOCKET=/run/xen-notify/notify /lab/peers/sd-notify STATUS=$i WATCHDOG=1 || exit 1; done'
await "50 signs of life" 20 times_heard 50 type=sd-notify.watchdog
expect "no descriptor left open in the agent ($open_before before)" [ "$(descriptors)" -le "$open_before" ]
speaks a as_app

# The file that a killed agent leaves is replaced by the next.
kill_agent a
run_agent a --notify-socket /run/xen-notify/notify
says_so inside STOPPING=1
await "stopping" 20 heard type=sd-notify.stopping xendoor=ring
stop_agent a
refuse "the socket to be left" inside a 'test -e /run/xen-notify/notify'
