# The whole listener with 500 event channels that lead from Dom0 to itself: how soon it has bound them all, how long that is
# beside a C program that only asks XenStore as often, and how long bells take. There is no guest behind the channels, only
# nodes in XenStore: it would be the same with the other type.

only_for pv
unset XEN_NOTIFY_JAVA_OPTS # as it is shipped

now() { sed 's/\(.*\)\.\([0-9]*\) .*/\1\2/' /proc/uptime; } # in hundredths of a second

figures=$(java_here LoopedGuests auto 500 1000)
requests=$(echo "$figures" | sed 's/.*and \([0-9]*\) requests.*/\1/')
paths=$(yes /local/domain/0/name | head -n "$requests")
start=$(now)
xenstore-read $paths >/dev/null
plain=$(($(now) - start))
note "$figures; xenstore-read has as many answers after $plain hundredths of a second"
