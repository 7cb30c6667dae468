package org.xennotify.vchan;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.xennotify.device.GrantExporter;
import org.xennotify.device.GrantedPages;
import org.xennotify.device.SharedPages;
import org.xennotify.lifecycle.Resources;

/** Makes the end that grants the pages. It goes on when its client leaves, and lets the next one attach. */
public final class VchanServer {

    /** The smallest ring to the client in bytes: it lies in the shared page. */
    public static final int SMALLEST = 2048;

    /** The largest ring to the client in bytes. */
    public static final int LARGEST = 1 << Rings.LARGEST_ORDER;

    private VchanServer() {}

    /** A server's end and what it publishes. */
    public record Opened(Vchan vchan, int ringReference) {}

    /** Whether a ring may have so many bytes: 2 KiB, or a power of two from 4 KiB to 1 MiB. */
    public static boolean isSize(int bytes) {
        return bytes >= SMALLEST && bytes <= LARGEST && Integer.bitCount(bytes) == 1;
    }

    /**
     * Grants the pages to a domain.
     *
     * @param size bytes of the ring to the client, see {@link #isSize}; the ring from it has 2 KiB, or 1 KiB beside one
     *     of 2 KiB
     * @param doorbell raises the event channel whose port is published
     */
    public static Opened open(GrantExporter exporter, int client, int size, Vchan.Doorbell doorbell)
            throws IOException {
        int rightOrder = Integer.numberOfTrailingZeros(size);
        int leftOrder = rightOrder == Rings.SMALLEST_ORDER + 1 ? Rings.SMALLEST_ORDER : Rings.SMALLEST_ORDER + 1;
        Resources resources = new Resources();
        try {
            GrantedPages shared = resources.add(exporter.grant(client, 1));
            SharedPage page = new SharedPage(shared.memory());
            ByteBuffer right = rightOrder < Rings.SMALLEST_GRANTED_ORDER
                    ? Rings.inPage(page, rightOrder)
                    : granted(resources.add(exporter.grant(client, size / SharedPages.PAGE)), page);
            page.orders(leftOrder, rightOrder);
            page.clientLive(SharedPage.NEVER_CONNECTED);
            page.serverLive(SharedPage.LIVE);
            page.askClient(SharedPage.NOTIFY_WRITE);
            shared.clearOnRelease(SharedPage.SERVER_LIVE);
            Vchan vchan = new Vchan(
                    page,
                    true,
                    new RingProducer(page, SharedPage.RIGHT_CONSUMER, SharedPage.RIGHT_PRODUCER, right),
                    new RingConsumer(
                            page, SharedPage.LEFT_CONSUMER, SharedPage.LEFT_PRODUCER, Rings.inPage(page, leftOrder)),
                    doorbell,
                    resources);
            return new Opened(vchan, shared.reference(0));
        } catch (IOException | RuntimeException e) {
            Rings.closeAfter(e, resources);
            throw e;
        }
    }

    private static ByteBuffer granted(GrantedPages pages, SharedPage page) {
        int count = pages.memory().capacity() / SharedPages.PAGE;
        for (int i = 0; i < count; i++) {
            page.reference(i, pages.reference(i));
        }
        return pages.memory();
    }
}
