#ifndef CSIP_DIALOG_DIALOG_H
#define CSIP_DIALOG_DIALOG_H

#include "transaction/request.h"

/** A dialog (RFC 3261 section 12), early or confirmed, on either side. */
typedef struct csip__dialog {
    csip__map_node node;
    struct csip__dialogs *owner;
    struct csip__dialog *next; /* of the same user: the forks of one INVITE */
    void *user;
    csip_str text; /* one block for key, tags and names */
    csip_str call_id;
    csip_str local_tag;
    csip_str remote_tag;
    csip_str local;  /* From of our requests */
    csip_str remote; /* To of our requests */
    csip_str target; /* remote target; a block of its own */
    csip_str routes; /* whole Route lines; a block of its own */
    uint32_t local_cseq;
    uint32_t remote_cseq;
    bool has_remote_cseq;
    bool is_early;
} csip__dialog;

typedef struct csip__dialogs {
    csip__core *core;
    csip__map map;
} csip__dialogs;

void csip__dialogs_init(csip__dialogs *dialogs, csip__core *core);
/** Every dialog has been freed before. */
void csip__dialogs_done(csip__dialogs *dialogs);

/** From a response to our request that has a To tag (RFC 3261 12.1.2).  NULL: no memory. */
csip__dialog *csip__dialog_new_uac(csip__dialogs *dialogs, const csip_message *response);
/** From an INVITE or SUBSCRIBE that we answer with `tag` (RFC 3261 12.1.1), or from the NOTIFY to a
    SUBSCRIBE with that From tag (RFC 6665 4.4.1).  NULL: no memory. */
csip__dialog *csip__dialog_new_uas(csip__dialogs *dialogs, const csip_message *request,
                                   csip_str tag);
void csip__dialog_free(csip__dialog *dialog);

/** The dialog of these names, or NULL. */
csip__dialog *csip__dialog_find(const csip__dialogs *dialogs, csip_str call_id, csip_str local_tag,
                                csip_str remote_tag);
/** The dialog of a received request, or NULL. */
csip__dialog *csip__dialog_find_request(const csip__dialogs *dialogs, const csip_message *request);
/** The dialog of a response to our request, or NULL. */
csip__dialog *csip__dialog_find_response(const csip__dialogs *dialogs,
                                         const csip_message *response);

/** Take note of a request's CSeq; false: it is out of order (RFC 3261 12.2.2: 500). */
bool csip__dialog_accept_cseq(csip__dialog *dialog, const csip_message *request);
/** Take the peer's Contact as the remote target (RFC 3261 12.2.1.2, 12.2.2). */
void csip__dialog_refresh_target(csip__dialog *dialog, const csip_message *message);
/** A 2xx confirms an early dialog: route set and target are those of the 2xx (13.2.2.4). */
void csip__dialog_confirm_uac(csip__dialog *dialog, const csip_message *response);

/** The parts of a request in the dialog (RFC 3261 12.2.1.1); borrowed from it. */
csip__draft csip__dialog_draft(const csip__dialog *dialog, csip_method method);

#endif
