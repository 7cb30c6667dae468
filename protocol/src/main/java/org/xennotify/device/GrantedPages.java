package org.xennotify.device;

/** Pages of this domain that one other domain may map. */
public interface GrantedPages extends SharedPages {

    /** The grant reference of a page, by its index; positive. */
    int reference(int page);
}
