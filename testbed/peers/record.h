/*
 * Records as the ring carries them (protocol/PROTOCOL.md), with a content that follows from the sequence, so that whoever
 * reads them can tell whether they are intact: "<sequence> <letters>", from a few to some 1,900 bytes.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define KIND_EVENT 1
#define WANTS_REPLY 1
#define TYPE "lab.mixed"
#define LARGEST 2048

struct record {
    uint32_t length;
    uint8_t kind, flags;
    uint16_t type_length;
    uint64_t sequence, time;
    char text[LARGEST - 24];
};

static inline size_t mixed_payload(char *into, uint64_t sequence)
{
    size_t letters = sequence % 50 ? sequence * 37 % 300 : 1900;
    size_t length = sprintf(into, "%llu ", (unsigned long long)sequence);
    for (size_t i = 0; i < letters; i++)
        into[length++] = 'a' + (sequence + i) % 26;
    return length;
}

static inline void make_mixed(struct record *record, uint64_t sequence, int flags)
{
    memcpy(record->text, TYPE, strlen(TYPE));
    record->kind = KIND_EVENT;
    record->flags = flags;
    record->type_length = strlen(TYPE);
    record->sequence = sequence;
    record->time = 0;
    record->length = 24 + strlen(TYPE) + mixed_payload(record->text + strlen(TYPE), sequence);
}
