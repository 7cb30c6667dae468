package org.xennotify.vchan;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.xennotify.device.SharedPages;
import org.xennotify.lifecycle.Resources;

/** Where a ring's bytes are, by the order of its size. */
final class Rings {
    static final int SMALLEST_ORDER = 10;
    static final int SMALLEST_GRANTED_ORDER = 12;
    static final int LARGEST_ORDER = 20;

    private Rings() {}

    /** A ring of order 10 or 11, which lies in the shared page itself. */
    static ByteBuffer inPage(SharedPage page, int order) {
        int offset = order == SMALLEST_ORDER ? SharedPage.OFFSET_1_KIB : SharedPage.OFFSET_2_KIB;
        return page.memory().slice(offset, 1 << order).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** How many pages of its own a ring of this order has. */
    static int pages(int order) {
        return order < SMALLEST_GRANTED_ORDER ? 0 : (1 << order) / SharedPages.PAGE;
    }

    /** Whether two rings of these orders can share a page. */
    static boolean areOrders(int left, int right) {
        return isOrder(left) && isOrder(right) && (left != right || left >= SMALLEST_GRANTED_ORDER);
    }

    private static boolean isOrder(int order) {
        return order >= SMALLEST_ORDER && order <= LARGEST_ORDER;
    }

    static void closeAfter(Exception failure, Resources resources) {
        try {
            resources.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
