#ifndef CSIP_BASE_TRAP_H
#define CSIP_BASE_TRAP_H

/** Assertion of the core: a trap, since it has no standard error to write to.  Own bugs only. */
#define CSIP__ASSERT(condition)                                                                    \
    do {                                                                                           \
        if (!(condition))                                                                          \
            __builtin_trap();                                                                      \
    } while (0)

/** The object that embeds `pointer` as its `member`. */
#define CSIP__CONTAINER(pointer, type, member)                                                     \
    ((type *)(void *)((char *)(pointer)-offsetof(type, member)))

#endif
