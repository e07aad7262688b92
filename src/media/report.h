#ifndef CSIP_MEDIA_REPORT_H
#define CSIP_MEDIA_REPORT_H

#include <media/mailbox.h>
#include <media/peer.h>

/** A report on its way to the loop, with its text behind it. */
typedef struct csip__report_mail {
    csip__mail mail;
    csip__report report;
    char text[];
} csip__report_mail;

/** NULL: no memory, not even for a report that says so. */
csip__report_mail *csip__report_dup(const csip__report *report);

#endif
