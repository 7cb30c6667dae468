/*
 * In a guest: trap-attack HOW [FILE]. Traps with a block that the process can read and not write, and prints the status;
 * fails if a byte of the block was changed.
 *
 *   make FILE       writes a block into a new file, for the next ones
 *   shared FILE     a read-only mapping of the file
 *   private FILE    … a private one
 *   data            an initialised page of the program that was never written to
 *   fork            pages that a child shares until one of them writes
 *   unmap FILE      writable memory, in whose place another thread puts the file while Dom0 handles the event
 */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "xen_notify_trap.h"

#define SIZE sizeof(struct xen_notify_block)

static struct xen_notify_block initialised = {
    .magic = { 'X', 'N', 'T', '1' }, .capacity = SIZE - 16, .length = 24 + 10, .kind = 1, .flags = 1, .type_length = 10,
    .sequence = 1, .text = "lab.attack",
};

static int trap_at(struct xen_notify_block *block)
{
    struct xen_notify_block before = *(volatile struct xen_notify_block *)block;
    printf("status %u\n", xen_notify_trap(block, xen_notify_opcode()));
    return memcmp(&before, block, SIZE) != 0;
}

static void *map(const char *path, int flags)
{
    int file = open(path, O_RDONLY);
    void *mapped = file < 0 ? MAP_FAILED : mmap(NULL, SIZE, PROT_READ, flags, file, 0);
    if (mapped == MAP_FAILED)
        err(2, "cannot map %s", path);
    return mapped;
}

static int make(const char *path)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    return write(file, &initialised, SIZE) != SIZE;
}

/* The child looks after the parent has trapped; both must see what was there. */
static int fork_and_trap(void)
{
    struct xen_notify_block *block = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int trapped[2], status;
    *block = initialised;
    if (pipe(trapped))
        err(2, "cannot make a pipe");
    pid_t child = fork();
    if (child == 0) {
        char byte;
        close(trapped[1]);
        _exit(read(trapped[0], &byte, 1) != 0 || memcmp(block, &initialised, SIZE));
    }
    int changed = trap_at(block);
    close(trapped[1]);
    waitpid(child, &status, 0);
    return changed || status;
}

struct exchange {
    struct xen_notify_block *block;
    const char *path;
};

static void *exchange(void *argument)
{
    struct exchange *with = argument;
    usleep(300000);
    void *file = map(with->path, MAP_SHARED);
    if (mremap(file, SIZE, SIZE, MREMAP_MAYMOVE | MREMAP_FIXED, with->block) == MAP_FAILED)
        err(2, "cannot put the file in the place of the block");
    return NULL;
}

static int unmap_and_trap(const char *path)
{
    struct xen_notify_block *block = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct exchange with = { block, path };
    pthread_t other;
    *block = initialised;
    if (pthread_create(&other, NULL, exchange, &with))
        err(2, "cannot start a thread");
    uint32_t status = xen_notify_trap(block, xen_notify_opcode());
    pthread_join(other, NULL);
    printf("status %u\n", status); /* not 0 if the answer was faster than the other thread */
    return status || memcmp(block, &initialised, SIZE);
}

int main(int argc, char **argv)
{
    const char *how = argc > 1 ? argv[1] : "", *path = argc > 2 ? argv[2] : "";
    if (!strcmp(how, "make"))
        return make(path);
    if (!strcmp(how, "shared"))
        return trap_at(map(path, MAP_SHARED));
    if (!strcmp(how, "private"))
        return trap_at(map(path, MAP_PRIVATE));
    if (!strcmp(how, "data"))
        return trap_at(&initialised);
    if (!strcmp(how, "fork"))
        return fork_and_trap();
    if (!strcmp(how, "unmap"))
        return unmap_and_trap(path);
    errx(2, "usage: trap-attack make|shared|private|data|fork|unmap [FILE]");
}
