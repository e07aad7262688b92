#ifndef CSIP_MEDIA_COMMAND_H
#define CSIP_MEDIA_COMMAND_H

#include <media/mailbox.h>
#include <media/settings.h>

/** What the loop asks of the engine's thread. */
typedef enum csip__command_kind {
    CSIP__COMMAND_OPEN,
    CSIP__COMMAND_SET_IO,
    CSIP__COMMAND_OPERATE,
    CSIP__COMMAND_STATS,  /* the loop waits for it */
    CSIP__COMMAND_FORGET, /* the report of CLOSE has been read */
    CSIP__COMMAND_STOP,
} csip__command_kind;

typedef struct csip__command {
    csip__mail mail;
    csip__command_kind kind;
    csip__peer_key key;
    csip__settings *settings; /* OPEN */
    csip__io *io;             /* SET_IO */
    csip_media_op op;         /* OPERATE; its SDP stands in `text` */
    csip_media_stats *stats;  /* STATS: where the answer goes */
    csip_error error;         /* STATS: the answer */
    bool is_answered;         /* STATS */
    char text[];
} csip__command;

/** With `text_len` octets for text; NULL: no memory. */
csip__command *csip__command_new(csip__command_kind kind, csip__peer_key key, size_t text_len);
/** With what nobody took. */
void csip__command_free(csip__command *command);

#endif
