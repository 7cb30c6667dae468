package org.xennotify.testbed.sim.grant;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.xennotify.device.sim.GrantMessage;
import org.xennotify.device.sim.SimError;

/** All domains' shared pages, with the rules of xen/common/grant_table.c and Linux's drivers. */
final class GrantTable {
    // Linux: GNTTAB_NR_RESERVED_ENTRIES
    private static final int FIRST_REFERENCE = 8;
    // Linux: xen_gntalloc.limit
    private static final int LIMIT = GrantMessage.MAX_PAGES;

    private final Path files;
    private final Map<Integer, Map<Integer, Grant>> domains = new HashMap<>();
    private final List<Mapping> mappings = new ArrayList<>();
    private final Map<Integer, Runnable> zombies = new HashMap<>();
    private int lastNumber;

    /** {@code files} is the directory for the pages' memory. */
    GrantTable(Path files) {
        this.files = files;
    }

    Grant share(int domid, int remoteDomain, int pages) throws GrantRefused {
        Map<Integer, Grant> table = domains.computeIfAbsent(domid, none -> new HashMap<>());
        if (pages < 1) {
            throw new GrantRefused(SimError.EINVAL);
        }
        if (pages > LIMIT - table.size()) {
            throw new GrantRefused(SimError.ENOSPC);
        }
        int number = ++lastNumber;
        PageFile file = PageFile.create(files.resolve(Integer.toString(number)), pages);
        Grant grant = new Grant(number, domid, remoteDomain, lowestFree(table, pages), file);
        grant.references().forEach(reference -> table.put(reference, grant));
        return grant;
    }

    private static List<Integer> lowestFree(Map<Integer, Grant> table, int count) {
        List<Integer> free = new ArrayList<>();
        for (int reference = FIRST_REFERENCE; free.size() < count; reference++) {
            if (!table.containsKey(reference)) {
                free.add(reference);
            }
        }
        return List.copyOf(free);
    }

    Mapping map(int domid, int owner, List<Integer> references, boolean writable) throws GrantRefused {
        if (references.isEmpty()) {
            throw new GrantRefused(SimError.EINVAL);
        }
        for (int reference : references) {
            find(domid, owner, reference);
        }
        Grant grant = find(domid, owner, references.get(0));
        int firstPage = grant.indexOf(references);
        if (firstPage < 0) {
            throw new GrantRefused(SimError.EOPNOTSUPP);
        }
        Mapping mapping = new Mapping(++lastNumber, domid, grant, firstPage, references.size(), writable);
        grant.addMapping();
        mappings.add(mapping);
        return mapping;
    }

    private Grant find(int domid, int owner, int reference) throws GrantRefused {
        Grant grant = domains.getOrDefault(owner, Map.of()).get(reference);
        if (grant == null || grant.remoteDomain() != domid) {
            throw new GrantRefused(SimError.EINVAL);
        }
        return grant;
    }

    /** Its process has given it back, or has ended. */
    void release(Holding holding) {
        if (holding instanceof Grant grant) {
            grant.release();
            removeIfOver(grant);
        } else if (holding instanceof Mapping mapping && mappings.remove(mapping)) {
            unmapped(mapping.grant());
        }
    }

    private void unmapped(Grant grant) {
        grant.removeMapping();
        removeIfOver(grant);
        if (zombies.containsKey(grant.domid()) && !isMapped(grant.domid())) {
            zombies.remove(grant.domid()).run();
        }
    }

    private void removeIfOver(Grant grant) {
        if (grant.isOver()) {
            domains.getOrDefault(grant.domid(), Map.of()).values().removeIf(grant::equals);
            grant.file().delete();
        }
    }

    private boolean isMapped(int domid) {
        return mappings.stream().anyMatch(mapping -> mapping.grant().domid() == domid);
    }

    /** A domain is dying: nobody can map its pages any more, and what it has mapped goes without a word. */
    void closeAll(int domid) {
        Map<Integer, Grant> table = domains.getOrDefault(domid, Map.of());
        domains.remove(domid);
        for (Grant grant : Set.copyOf(table.values())) {
            grant.domainDies();
            removeIfOver(grant);
        }
        for (Mapping mapping : List.copyOf(mappings)) {
            if (mapping.domid() == domid) {
                mapping.domainDies();
                release(mapping);
            }
        }
    }

    /** Runs work as soon as no page of a dying domain is mapped by another. */
    void onceUnmapped(int domid, Runnable work) {
        if (isMapped(domid)) {
            zombies.put(domid, work);
        } else {
            work.run();
        }
    }

    List<Mapping> mappings() {
        return mappings;
    }

    Set<Grant> grants() {
        return domains.values().stream()
                .flatMap(table -> table.values().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
