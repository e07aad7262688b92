#include <media/mailbox.h>

#include <assert.h>
#include <stddef.h>

void csip__mailbox_init(csip__mailbox *box)
{
    pthread_mutex_init(&box->lock, NULL);
    box->first = NULL;
    box->end = &box->first;
}

void csip__mailbox_done(csip__mailbox *box)
{
    assert(!box->first);
    pthread_mutex_destroy(&box->lock);
}

bool csip__mailbox_put(csip__mailbox *box, csip__mail *mail)
{
    mail->next = NULL;
    pthread_mutex_lock(&box->lock);
    bool was_empty = !box->first;
    *box->end = mail;
    box->end = &mail->next;
    pthread_mutex_unlock(&box->lock);
    return was_empty;
}

csip__mail *csip__mailbox_take(csip__mailbox *box)
{
    pthread_mutex_lock(&box->lock);
    csip__mail *mail = box->first;
    if (mail) {
        box->first = mail->next;
        if (!box->first)
            box->end = &box->first;
    }
    pthread_mutex_unlock(&box->lock);
    return mail;
}
