package org.xennotify.testbed.sim.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xennotify.testbed.sim.net.Link;
import org.xennotify.testbed.sim.net.Receiver;
import org.xennotify.xenstore.MessageType;
import org.xennotify.xenstore.Packet;
import org.xennotify.xenstore.PacketDecoder;

/** One connection to the simulated XenStore, with its watches and transactions. */
final class StoreSession implements Receiver {
    private static final int MAX_PAYLOAD = 4096;

    private record Again(String path, String token, int depth) {}

    private final StoreDaemon daemon;
    private final Link link;
    private final PacketDecoder decoder = new PacketDecoder(MAX_PAYLOAD);
    private final List<StoreWatch> watches = new ArrayList<>();
    private final Map<Integer, StoreTransaction> transactions = new HashMap<>();
    private final Set<Integer> transactionsBeforeResume = new HashSet<>();
    private final List<Again> setAgain = new ArrayList<>();
    private int lastTransaction;
    private Caller caller;
    private Account account;

    StoreSession(StoreDaemon daemon, Link link, int domid) {
        this.daemon = daemon;
        this.link = link;
        this.caller = new Caller(domid);
        this.account = daemon.account(domid);
        account.join(link);
    }

    Caller caller() {
        return caller;
    }

    @Override
    public boolean receive(ByteBuffer bytes) {
        PacketDecoder.Result result = decoder.decode(bytes);
        if (result instanceof PacketDecoder.Complete complete) {
            daemon.handle(this, complete.packet());
            return true;
        }
        if (result instanceof PacketDecoder.Malformed) {
            link.close();
        }
        return false;
    }

    @Override
    public void ended() {
        reset();
        account.leave(link);
        daemon.forget(this);
    }

    /** Drops all watches and transactions. */
    void reset() {
        List.copyOf(watches).forEach(this::drop);
        account.transactions(-transactions.size());
        transactions.clear();
    }

    void reply(Packet request, MessageType type, byte[] payload, @Nullable Outstanding part) {
        boolean tooBig = payload.length > MAX_PAYLOAD
                && !(caller.privileged() && !daemon.flavour().parts());
        Packet reply = tooBig ? answer(request, MessageType.ERROR, string("E2BIG")) : answer(request, type, payload);
        send(reply.encode(), part);
    }

    private static Packet answer(Packet request, MessageType type, byte[] payload) {
        return new Packet(type.number(), request.requestId(), request.transaction(), payload);
    }

    static byte[] string(String text) {
        return (text + '\0').getBytes(ISO_8859_1);
    }

    /** Tells of a change, unless the same is waiting to be told; special ones are always told. */
    void event(String path, String token) {
        byte[] payload = string(path + '\0' + token);
        ByteBuffer event = new Packet(MessageType.WATCH_EVENT.number(), 0, 0, payload).encode();
        if (payload.length > MAX_PAYLOAD || (!Paths.special(path) && link.isQueued(event))) {
            return;
        }
        Outstanding cause = daemon.cause();
        if (cause != null) {
            cause.retain();
        }
        send(event, cause);
    }

    private void send(ByteBuffer message, @Nullable Outstanding part) {
        if (part == null) {
            link.send(message);
        } else {
            link.send(message, part::release);
        }
    }

    StoreWatch watch(String given, String token, int depth) throws Refused {
        boolean relative = !given.startsWith("/") && !Paths.special(given);
        String path = Paths.special(given) ? given : daemon.operations().absolute(caller, given);
        if (find(path, token) != null) {
            throw new Refused("EEXIST");
        }
        account.checkWatches(daemon.flavour());
        int prefix = relative ? caller.home().length() + 1 : 0;
        StoreWatch watch = daemon.watches().add(this, path, prefix, token, depth);
        watches.add(watch);
        account.watches(1);
        return watch;
    }

    void unwatch(String given, String token) throws Refused {
        boolean absolute = given.startsWith("/") || Paths.special(given);
        StoreWatch watch = find(absolute ? given : caller.home() + "/" + given, token);
        if (watch == null) {
            throw new Refused("ENOENT");
        }
        drop(watch);
    }

    private @Nullable StoreWatch find(String path, String token) {
        return watches.stream()
                .filter(watch -> watch.path().equals(path) && watch.token().equals(token))
                .findFirst()
                .orElse(null);
    }

    private void drop(StoreWatch watch) {
        daemon.watches().remove(watch);
        watches.remove(watch);
        account.watches(-1);
    }

    int begin(StoreTransaction transaction) throws Refused {
        account.checkTransactions(daemon.flavour());
        transactions.put(++lastTransaction, transaction);
        account.transactions(1);
        return lastTransaction;
    }

    StoreTransaction transaction(int id) throws Refused {
        StoreTransaction transaction = transactions.get(id);
        if (transaction == null) {
            throw new Refused("ENOENT");
        }
        return transaction;
    }

    void end(int id, boolean commit) throws Refused {
        if (transactionsBeforeResume.remove(id)) {
            if (commit) {
                throw new Refused("EAGAIN");
            }
            return;
        }
        StoreTransaction transaction = transaction(id);
        transactions.remove(id);
        account.transactions(-1);
        if (commit) {
            transaction.commit(daemon.flavour());
        }
    }

    /** The domain is being saved: watches and transactions are lost with its ring. */
    void suspend() {
        transactionsBeforeResume.addAll(transactions.keySet());
        watches.forEach(
                watch -> setAgain.add(new Again(watch.path().substring(watch.prefix()), watch.token(), watch.depth())));
        reset();
    }

    /** What a guest's kernel does after a resume: it sets all watches again, relative ones below the new domain. */
    void resume(int domid) {
        account.leave(link);
        caller = new Caller(domid);
        account = daemon.account(domid);
        account.join(link);
        for (Again again : setAgain) {
            try {
                watch(again.path(), again.token(), again.depth());
                event(again.path(), again.token());
            } catch (Refused refused) {
                // The kernel logs that and goes on.
            }
        }
        setAgain.clear();
    }

    Account account() {
        return account;
    }

    Link link() {
        return link;
    }
}
