package org.xennotify.listener.sink;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;

/** People who look on at the events that are accepted. While nobody does, an event costs a look at an empty array. */
public final class Followers {
    /** Each may take some 1.5 MB, see {@link Follower}. */
    private static final int MOST = 8;

    private final String host;
    private volatile Follower[] all = {};

    /** {@code host} is this machine's name. */
    public Followers(String host) {
        this.host = host;
    }

    /** Shows them an event; any thread, and none is held up by somebody who does not read. */
    public void hear(Event event) {
        for (Follower follower : all) {
            follower.hear(event);
        }
    }

    /**
     * One more.
     *
     * @param wanted which events it wants; asked by any thread
     * @param wake is called when there is something to take, after there was nothing
     * @return empty if there are as many as there may be
     */
    public synchronized Optional<Follower> add(Predicate<Event> wanted, Runnable wake) {
        if (all.length == MOST) {
            return Optional.empty();
        }
        Follower follower = new Follower(new EventLine(host), wanted, wake);
        Follower[] more = Arrays.copyOf(all, all.length + 1);
        more[all.length] = follower;
        all = more;
        return Optional.of(follower);
    }

    /** One who looks on no more. */
    public synchronized void remove(Follower gone) {
        all = Arrays.stream(all).filter(follower -> follower != gone).toArray(Follower[]::new);
    }
}
