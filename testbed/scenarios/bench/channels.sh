# The whole listener with 500 event channels that lead from Dom0 to itself: how soon it has bound them all, and how long
# bells take. There is no guest behind them, only nodes in XenStore: it would be the same with the other type.

only_for pv
unset XEN_NOTIFY_JAVA_OPTS # as it is shipped
figures=$(java_here LoopedGuests auto 500 1000)
note "$figures"
seconds=$(echo "$figures" | sed 's/.*attached after \([0-9]*\).*/\1/')
expect "all to be attached within 5 s" [ "$seconds" -lt 5 ]
