package org.xennotify.vchan;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.xennotify.device.EventChannelReader;
import org.xennotify.device.GrantMapper;
import org.xennotify.device.MappedPages;
import org.xennotify.lifecycle.Resources;

/**
 * Attaches to a server that may be hostile, or whose port and pages may be another driver's by now: it looks read-only
 * first, and only what looks like a vchan is mapped writable and bound. The stream goes on where it was released last.
 */
public final class VchanClient {
    private VchanClient() {}

    /** A client's end and its event channel. */
    public record Attached(Vchan vchan, int port) {}

    /**
     * Attaches.
     *
     * @param reader binds the port; it is unbound when the vchan is closed
     * @param ringReference as published
     * @param remotePort as published
     * @param onRaised is called on the reading thread, and must not block
     * @throws RingViolationException if the page is no living vchan
     * @throws org.xennotify.device.SystemCallException if pages or port cannot be had; they may be later
     */
    public static Attached attach(
            GrantMapper mapper,
            EventChannelReader reader,
            int server,
            int ringReference,
            int remotePort,
            Runnable onRaised)
            throws IOException {
        int[] reference = {ringReference};
        try (MappedPages look = mapper.map(server, reference, false)) {
            check(new SharedPage(look.memory()));
        }
        Resources resources = new Resources();
        try {
            return attach(resources, mapper, reader, server, reference, remotePort, onRaised);
        } catch (IOException | RuntimeException e) {
            Rings.closeAfter(e, resources);
            throw e;
        }
    }

    private static Attached attach(
            Resources resources,
            GrantMapper mapper,
            EventChannelReader reader,
            int server,
            int[] reference,
            int remotePort,
            Runnable onRaised)
            throws IOException {
        int port = reader.bindInterdomain(server, remotePort, onRaised);
        resources.add(() -> reader.unbind(port));
        MappedPages shared = resources.add(mapper.map(server, reference, true));
        SharedPage page = new SharedPage(shared.memory());
        Orders orders = check(page);
        int[] references = references(page, Rings.pages(orders.left) + Rings.pages(orders.right));
        ByteBuffer left = ring(resources, mapper, server, page, orders.left, references, 0, true);
        ByteBuffer right =
                ring(resources, mapper, server, page, orders.right, references, Rings.pages(orders.left), false);
        RingProducer producer = new RingProducer(page, SharedPage.LEFT_CONSUMER, SharedPage.LEFT_PRODUCER, left);
        RingConsumer consumer = new RingConsumer(page, SharedPage.RIGHT_CONSUMER, SharedPage.RIGHT_PRODUCER, right);
        producer.hasRoom(0);
        consumer.available();
        shared.clearAndNotifyOnRelease(SharedPage.CLIENT_LIVE, port);
        page.clientLive(SharedPage.LIVE);
        page.askServer(SharedPage.NOTIFY_WRITE);
        reader.notify(port);
        return new Attached(new Vchan(page, false, producer, consumer, () -> reader.notify(port), resources), port);
    }

    private record Orders(int left, int right) {}

    /** Reads the orders once, and says whether this can be the page of a living server. */
    private static Orders check(SharedPage page) throws RingViolationException {
        Orders orders = new Orders(page.leftOrder(), page.rightOrder());
        if (!Rings.areOrders(orders.left, orders.right)) {
            throw new RingViolationException("ring orders " + orders.left + " and " + orders.right);
        }
        if (page.serverLive() != SharedPage.LIVE) {
            throw new RingViolationException("the server's live byte is " + page.serverLive());
        }
        checkIndices(page, SharedPage.LEFT_CONSUMER, SharedPage.LEFT_PRODUCER, orders.left);
        checkIndices(page, SharedPage.RIGHT_CONSUMER, SharedPage.RIGHT_PRODUCER, orders.right);
        return orders;
    }

    private static void checkIndices(SharedPage page, int consumerOffset, int producerOffset, int order)
            throws RingViolationException {
        int consumer = page.indexAcquire(consumerOffset);
        int used = page.indexAcquire(producerOffset) - consumer;
        // A living server may write between the two reads, never so much that used exceeds the ring.
        if (used < 0 || used > 1 << order) {
            throw new RingViolationException(
                    "indices that are " + Integer.toUnsignedString(used) + " apart in a ring of " + (1 << order));
        }
    }

    private static int[] references(SharedPage page, int count) {
        int[] references = new int[count];
        for (int i = 0; i < count; i++) {
            references[i] = page.reference(i);
        }
        return references;
    }

    private static ByteBuffer ring(
            Resources resources,
            GrantMapper mapper,
            int server,
            SharedPage page,
            int order,
            int[] references,
            int first,
            boolean writable)
            throws IOException {
        int count = Rings.pages(order);
        if (count == 0) {
            return Rings.inPage(page, order);
        }
        int[] own = new int[count];
        System.arraycopy(references, first, own, 0, count);
        return resources.add(mapper.map(server, own, writable)).memory();
    }
}
