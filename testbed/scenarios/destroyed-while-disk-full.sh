# The disk is full when a guest is destroyed: nothing is left of it all the same, and its events are written as soon as
# there is room.

disk=/run/lab/disk
mkdir -p $disk
mount -t tmpfs -o size=16k tmpfs $disk
trap 'umount -l $disk' EXIT

guest a
start_listener --output $disk/events
start_agent a
inside a 'seq 300 | xen-notify send --lines lab.unread'
await "full disk" 20 grep -q "cannot write" /run/lab/listener.log
destroy a
nothing_left_of "$(domid a)"

mount -o remount,size=1m $disk
all_written() {
    cat $disk/events >/run/lab/events
    numbered 300 type=lab.unread subject=a
}
await "all events" 30 all_written
