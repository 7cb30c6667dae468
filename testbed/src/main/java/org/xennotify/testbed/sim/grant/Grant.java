package org.xennotify.testbed.sim.grant;

import java.util.Collections;
import java.util.List;
import org.xennotify.device.SharedPages;

/** Pages that a domain shares with another. */
final class Grant extends Holding {
    private final int remoteDomain;
    private final List<Integer> references;
    private final PageFile file;
    private int mappings;
    private boolean released;

    Grant(int number, int domid, int remoteDomain, List<Integer> references, PageFile file) {
        super(number, domid);
        this.remoteDomain = remoteDomain;
        this.references = references;
        this.file = file;
    }

    int remoteDomain() {
        return remoteDomain;
    }

    /** One a page, in the order of the pages. */
    List<Integer> references() {
        return references;
    }

    /** The first page of those with these references, one after the other; -1 if they do not lie so in this grant. */
    int indexOf(List<Integer> wanted) {
        return Collections.indexOfSubList(references, wanted);
    }

    PageFile file() {
        return file;
    }

    void addMapping() {
        mappings++;
    }

    void removeMapping() {
        mappings--;
    }

    void release() {
        released = true;
    }

    /** A kernel cannot end a grant that is mapped: it puts that off. */
    boolean isOver() {
        return mappings == 0 && (released || domainDied());
    }

    @Override
    void clear(int offset) {
        file.clear(offset);
    }

    @Override
    boolean mayClear(int offset) {
        return offset >= 0 && offset < references.size() * SharedPages.PAGE;
    }

    @Override
    public String toString() {
        return references.size() + " pages of domain " + domid() + " for domain " + remoteDomain + " (reference "
                + references.get(0) + ")";
    }
}
