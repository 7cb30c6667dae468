# The ring from a guest to Dom0: stock libxenvchan and ours in five alternating pairs, for 64 and 1,024 bytes a message.

ring=65536

# Messages. A C program needs no warming up; of ours the first half is for the compilers, which want some ten seconds.
their_count() { [ "$1" = 64 ] && echo 12000000 || echo 1000000; }
our_count() { [ "$1" = 64 ] && echo 24000000 || echo 10000000; }

libxenvchan() {
    inside a "vchan-bench send $1 $ring </dev/null >/run/program.log 2>&1 & echo \$! >/run/program.pid"
    await "ring of the guest's C program" 20 xenstore-exists "/local/domain/$(domid a)/data/bench/vchan/event-channel"
    vchan-bench receive "$(domid a)" "$1" "$(their_count "$1")"
    says a >&2
}

ours() {
    java_inside a RingSender auto $ring "$(our_count "$1")" "$1"
    java_here RingCounter auto "$(our_count "$1")" "$1"
    says a
}

fresh_guest a
rm -f /run/lab/pairs-*
for wire in 64 1024; do
    for pair in 1 2 3 4 5; do
        theirs=$(libxenvchan $wire)
        mine=$(ours $wire)
        note "$wire bytes, pair $pair: libxenvchan $theirs; ours" $mine
        echo "$theirs $mine" >>/run/lab/pairs-$wire
    done
    note "$wire bytes: median of ours to libxenvchan's, messages a second:" \
        "$(awk '/messages.*messages/ { print $5 / $1 }' /run/lab/pairs-$wire | sort -n | sed -n 3p)"
done
