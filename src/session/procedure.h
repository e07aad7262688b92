#ifndef CSIP_SESSION_PROCEDURE_H
#define CSIP_SESSION_PROCEDURE_H

#include "base/core.h"

/**
 * A procedure is a list of tasks that a session carries out one after the other, waiting for the
 * media host and for the application in between.  It reads as the sequence of the specification.
 */
struct csip__session;

typedef enum csip__task_kind {
    CSIP__TASK_END,
    CSIP__TASK_MEDIA,  /* a media operation; goes on with its answer */
    CSIP__TASK_TELL,   /* an event; goes on when it is done */
    CSIP__TASK_DO,     /* something at once; may end the procedure */
    CSIP__TASK_GATHER, /* goes on when all candidates are there */
} csip__task_kind;

typedef struct csip__task {
    csip__task_kind kind;
    csip_media_op_kind op;
    csip_sdp_type type; /* SET_LOCAL, SET_REMOTE */
    csip_event (*tell)(struct csip__session *session);
    void (*act)(struct csip__session *session);
} csip__task;

#define CSIP__MEDIA(name)                                                                          \
    {                                                                                              \
        .kind = CSIP__TASK_MEDIA, .op = CSIP_MEDIA_##name                                          \
    }
#define CSIP__MEDIA_SET(name, sdp_type)                                                            \
    {                                                                                              \
        .kind = CSIP__TASK_MEDIA, .op = CSIP_MEDIA_SET_##name, .type = CSIP_SDP_##sdp_type         \
    }
#define CSIP__TELL(function)                                                                       \
    {                                                                                              \
        .kind = CSIP__TASK_TELL, .tell = (function)                                                \
    }
#define CSIP__DO(function)                                                                         \
    {                                                                                              \
        .kind = CSIP__TASK_DO, .act = (function)                                                   \
    }
#define CSIP__GATHER                                                                               \
    {                                                                                              \
        .kind = CSIP__TASK_GATHER                                                                  \
    }
#define CSIP__END                                                                                  \
    {                                                                                              \
        .kind = CSIP__TASK_END                                                                     \
    }

typedef struct csip__procedure {
    const csip__task *tasks;
    /** A media operation failed; the procedure has been left. */
    void (*failed)(struct csip__session *session, csip_media_op_kind op,
                   const csip_media_result *result);
} csip__procedure;

/** Where a session is in its procedure. */
typedef struct csip__run {
    const csip__procedure *procedure; /* NULL: none */
    const csip__task *next;
    uint64_t event; /* waited for; 0: none */
    csip_id op;     /* waited for; 0: none */
    csip_media_op_kind op_kind;
    bool is_gathering;
} csip__run;

/** Begins; none may be under way. */
void csip__procedure_start(struct csip__session *session, const csip__procedure *procedure);
/** Leaves the procedure; answers that come for it are ignored. */
void csip__procedure_stop(struct csip__session *session);
/** Leaves it, and what has waited for its end goes on. */
void csip__procedure_leave(struct csip__session *session);
/** None is under way, or only the application has still to hear its last event. */
bool csip__procedure_is_finishing(const struct csip__session *session);

/** The answer of a media operation. */
void csip__procedure_media_done(struct csip__session *session, const csip_media_result *result);
/** Candidates are complete, or the application wants no more. */
void csip__procedure_gathered(struct csip__session *session);

/** Events that most procedures tell. */
csip_event csip__tell_peerconnection(struct csip__session *session);
csip_event csip__tell_connecting(struct csip__session *session);
csip_event csip__tell_local_offer(struct csip__session *session);
csip_event csip__tell_local_answer(struct csip__session *session);
csip_event csip__tell_remote_offer(struct csip__session *session);
csip_event csip__tell_remote_answer(struct csip__session *session);

/** The event that tells of a failed media operation. */
csip_event csip__tell_media_failed(csip_media_op_kind op, const csip_media_result *result);

#endif
