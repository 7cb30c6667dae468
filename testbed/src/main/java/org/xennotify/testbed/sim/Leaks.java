package org.xennotify.testbed.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.xennotify.testbed.sim.evtchn.EventBroker;
import org.xennotify.testbed.sim.grant.GrantBroker;
import org.xennotify.testbed.sim.store.StoreDaemon;

/** What should not be there any more. Used on the host's thread only. */
final class Leaks {
    private static final Pattern DOMAIN = Pattern.compile("/local/domain/([0-9]+)");

    private final NavigableMap<Integer, Machine> domains;
    private final StoreDaemon store;
    private final EventBroker events;
    private final GrantBroker grants;
    private final List<String> faults;

    Leaks(
            NavigableMap<Integer, Machine> domains,
            StoreDaemon store,
            EventBroker events,
            GrantBroker grants,
            List<String> faults) {
        this.domains = domains;
        this.store = store;
        this.events = events;
        this.grants = grants;
        this.faults = faults;
    }

    /** Faults, and what belonged to domains that have ended. */
    List<String> ofTheDead() {
        List<String> found = new ArrayList<>(faults);
        events.describeOrphans().forEach(port -> found.add("leaked: " + port));
        grants.describeOrphans().forEach(mapping -> found.add("leaked: " + mapping));
        for (String path : store.below("/local/domain")) {
            Matcher matcher = DOMAIN.matcher(path);
            if (matcher.lookingAt() && isDead(Integer.parseInt(matcher.group(1)))) {
                found.add("leaked: node " + path + " of a dead domain");
            }
        }
        return found;
    }

    private boolean isDead(int domid) {
        Machine machine = domains.get(domid);
        return domid != 0 && (machine == null || machine.state() == Machine.State.DYING);
    }

    /** The same, and every port, grant, mapping and watch. */
    List<String> ofAll() {
        List<String> found = ofTheDead();
        events.describePorts().forEach(port -> found.add("still open: " + port));
        grants.describeAll().forEach(pages -> found.add("not given back: " + pages));
        store.describeWatches().forEach(watch -> found.add("still set: " + watch));
        return found;
    }
}
