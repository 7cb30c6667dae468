package org.xennotify.testbed.sim.grant;

import org.xennotify.device.SharedPages;

/** Pages of another domain that a domain has mapped. */
final class Mapping extends Holding {
    private final Grant grant;
    private final int firstPage;
    private final int pages;
    private final boolean writable;

    Mapping(int number, int domid, Grant grant, int firstPage, int pages, boolean writable) {
        super(number, domid);
        this.grant = grant;
        this.firstPage = firstPage;
        this.pages = pages;
        this.writable = writable;
    }

    Grant grant() {
        return grant;
    }

    int firstPage() {
        return firstPage;
    }

    @Override
    void clear(int offset) {
        grant.clear(firstPage * SharedPages.PAGE + offset);
    }

    @Override
    boolean mayClear(int offset) {
        return writable && offset >= 0 && offset < pages * SharedPages.PAGE;
    }

    @Override
    public String toString() {
        return "mapping by domain " + domid() + " of " + grant + (grant.domainDied() ? ", which is dead" : "");
    }
}
