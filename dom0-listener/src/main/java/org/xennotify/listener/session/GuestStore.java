package org.xennotify.listener.session;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.xennotify.event.Reply;
import org.xennotify.event.StoreText;
import org.xennotify.xenstore.GuestNodes;
import org.xennotify.xenstore.Request;
import org.xennotify.xenstore.Transaction;
import org.xennotify.xenstore.XenStore;
import org.xennotify.xenstore.XenStoreClient;
import org.xennotify.xenstore.XenStoreException;

/**
 * One guest's nodes. Every change is a transaction that first looks whether the domain is still there: a write below a
 * dead domain would bring its tree back, owned by Dom0.
 */
final class GuestStore {

    /** What became of an acknowledgement. */
    enum Outcome {
        /** The event is gone from the inbox, or the whole domain is. */
        DONE,
        /** The node says something else now: a new event, which stays. */
        CHANGED
    }

    private static final byte[] QUIET = {'1'};
    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_REASON = 255;

    /** What xl appends to the names of both domains while a guest migrates: it is one guest all the time. */
    private static final Pattern MIGRATING = Pattern.compile("--(incoming|migratedaway)$");

    private final XenStoreClient store;
    private final GuestNodes nodes;
    private final String name;
    private final String alive;
    private final PublicationReader publication;
    private final byte[] listener =
            "1 %016x".formatted(new SecureRandom().nextLong()).getBytes(US_ASCII);

    GuestStore(XenStoreClient store, int domid) {
        this.store = store;
        this.nodes = GuestNodes.of(domid);
        this.name = GuestNodes.domainName(domid);
        this.alive = GuestNodes.domain(domid) + "/domid";
        this.publication = new PublicationReader(store, nodes);
    }

    /** The name that the toolstack gave the domain, also while it migrates; empty if there is none. */
    String domainName() throws XenStoreException {
        String text = MIGRATING.matcher(store.findText(name).orElse("")).replaceFirst("");
        return text.substring(0, Math.min(text.length(), LONGEST_NAME));
    }

    Finding publication() throws XenStoreException {
        return publication.read();
    }

    List<String> inbox() throws XenStoreException {
        return store.listIfPresent(nodes.inbox());
    }

    Optional<byte[]> inbox(String id) throws XenStoreException {
        return store.find(nodes.inbox(id));
    }

    /** How many replies stand in the outbox. */
    int replies() throws XenStoreException {
        return store.listIfPresent(nodes.outbox()).size();
    }

    /** Takes an event out of the inbox, and leaves the reply in the outbox if there is one. */
    Outcome acknowledge(String id, byte[] value, Optional<Reply> reply) throws XenStoreException {
        return store.transaction(transaction -> acknowledge(transaction, id, value, reply));
    }

    // Pipelined: the longer it takes, the likelier a busy guest's next event comes between.
    private Outcome acknowledge(Transaction transaction, String id, byte[] value, Optional<Reply> reply)
            throws XenStoreException {
        CompletableFuture<byte[]> domid = Replies.read(transaction, alive);
        CompletableFuture<byte[]> current = Replies.read(transaction, nodes.inbox(id));
        if (Replies.await(domid).isEmpty()) {
            return Outcome.DONE;
        }
        if (!Replies.await(current).filter(now -> Arrays.equals(now, value)).isPresent()) {
            return Outcome.CHANGED;
        }
        CompletableFuture<byte[]> removed = transaction.submit(new Request.Remove(nodes.inbox(id)));
        if (reply.isPresent()) {
            transaction.write(nodes.outbox(id), StoreText.encode(reply.get()));
        }
        if (Replies.await(removed).isEmpty()) {
            throw XenStoreException.overtaken("RM " + nodes.inbox(id)); // the domain ended since we looked
        }
        return Outcome.DONE;
    }

    /** Removes what is in the inbox under a name that cannot be an event's. */
    void removeStray(String name) throws XenStoreException {
        change(Outcome.DONE, transaction -> {
            transaction.remove(nodes.inbox(name));
            return Outcome.DONE;
        });
    }

    /** Lets the guest see that a listener is attached to its epoch, as long as that is the one that stands. */
    void announce(String epoch) throws XenStoreException {
        if (is(store, nodes.listener(), listener)) {
            return;
        }
        change(Outcome.DONE, transaction -> {
            if (is(transaction, nodes.epoch(), epoch.getBytes(US_ASCII))) {
                transaction.write(nodes.listener(), listener);
            }
            return Outcome.DONE;
        });
    }

    /** Tells the guest that its epoch, as long as that is the one that stands, was given up. */
    void reject(String epoch, String reason) throws XenStoreException {
        byte[] value = Printable.of(epoch + " " + reason, LONGEST_REASON).getBytes(US_ASCII);
        change(Outcome.DONE, transaction -> {
            if (is(transaction, nodes.epoch(), epoch.getBytes(US_ASCII))) {
                transaction.write(nodes.rejected(), value);
            }
            return Outcome.DONE;
        });
    }

    /** Has the agent give its event channel up, or take one again. */
    void quiesce(boolean quiet) throws XenStoreException {
        if (store.exists(nodes.quiesce()) != quiet) {
            change(Outcome.DONE, transaction -> {
                if (quiet) {
                    transaction.write(nodes.quiesce(), QUIET);
                } else {
                    transaction.remove(nodes.quiesce());
                }
                return Outcome.DONE;
            });
        }
    }

    /** Whether no event channel is published. */
    boolean isQuiet() throws XenStoreException {
        return !store.exists(nodes.epoch()) && !store.exists(nodes.eventChannel());
    }

    /**
     * No listener is attached: takes the node away, whoever wrote it, since there is one listener on a host, and the
     * directory if an agent has left it empty.
     */
    void withdraw() throws XenStoreException {
        if (store.exists(nodes.listener()) || isEmpty(store, nodes.base())) {
            tidy();
        }
    }

    /** The same, and takes away all directories that nobody has anything in any more. */
    void leave() throws XenStoreException {
        if (store.exists(nodes.base())) {
            tidy();
        }
    }

    private void tidy() throws XenStoreException {
        change(Outcome.DONE, transaction -> {
            transaction.remove(nodes.listener());
            removeIfEmpty(transaction, nodes.outbox());
            removeIfEmpty(transaction, nodes.inbox());
            removeIfEmpty(transaction, nodes.base());
            return Outcome.DONE;
        });
    }

    private static void removeIfEmpty(Transaction transaction, String path) throws XenStoreException {
        if (isEmpty(transaction, path)) {
            transaction.remove(path);
        }
    }

    private static boolean isEmpty(XenStore in, String path) throws XenStoreException {
        return is(in, path, new byte[0]) && in.listIfPresent(path).isEmpty();
    }

    private static boolean is(XenStore in, String path, byte[] value) throws XenStoreException {
        return in.find(path).filter(found -> Arrays.equals(found, value)).isPresent();
    }

    private Outcome change(Outcome ifGone, Transaction.Body<Outcome> body) throws XenStoreException {
        return store.transaction(transaction -> transaction.exists(alive) ? body.run(transaction) : ifGone);
    }
}
