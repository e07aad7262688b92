#include "dialog/dialog.h"

#include "sip/write.h"

void csip__dialogs_init(csip__dialogs *dialogs, csip__core *core)
{
    dialogs->core = core;
    csip__map_init(&dialogs->map, &core->platform, core->hash_key);
}

void csip__dialogs_done(csip__dialogs *dialogs)
{
    CSIP__ASSERT(dialogs->map.count == 0);
    csip__map_done(&dialogs->map);
}

/** Who is who in a message that makes a dialog. */
typedef struct parties {
    csip_str call_id;
    csip_str local_tag;
    csip_str remote_tag;
    csip_str local; /* header values */
    csip_str remote;
    const csip_name_addr *untagged; /* `local` still without our tag, in place of it */
} parties;

static void write_key(csip__buf *buf, csip_str call_id, csip_str local_tag, csip_str remote_tag)
{
    CSIP__BUF_PUT(buf, call_id, CSIP_STR("\n"), local_tag, CSIP_STR("\n"), remote_tag);
}

static csip_str slice(csip_str text, size_t at, size_t len)
{
    return (csip_str){text.ptr + at, len};
}

/* Of a request we answer the To becomes our From, with our tag and, if it had no name, ours. */
static void write_local(csip__core *core, csip__buf *buf, const parties *who)
{
    if (!who->untagged)
        csip__write_text(buf, who->local);
    else if (who->untagged->display_name.len > 0)
        CSIP__BUF_PUT(buf, who->local, CSIP_STR(";tag="), who->local_tag);
    else
        csip__write_name_addr(buf, core->settings->display_name, who->untagged->uri.text,
                              who->local_tag);
}

/* Key, then both names; Call-ID and tags are slices of the key. */
static bool write_parties(csip__dialog *dialog, const parties *who)
{
    csip__core *core = dialog->owner->core;
    csip__buf *buf = csip__core_writer(core);
    write_key(buf, who->call_id, who->local_tag, who->remote_tag);
    size_t key_len = buf->len;
    write_local(core, buf, who);
    size_t remote_at = buf->len;
    csip__write_text(buf, who->remote);
    dialog->text = csip__core_written(core);
    if (!dialog->text.ptr)
        return false;
    size_t local_tag_at = who->call_id.len + 1;
    size_t remote_tag_at = local_tag_at + who->local_tag.len + 1;
    dialog->call_id = slice(dialog->text, 0, who->call_id.len);
    dialog->local_tag = slice(dialog->text, local_tag_at, who->local_tag.len);
    dialog->remote_tag = slice(dialog->text, remote_tag_at, who->remote_tag.len);
    dialog->local = slice(dialog->text, key_len, remote_at - key_len);
    dialog->remote = slice(dialog->text, remote_at, dialog->text.len - remote_at);
    return csip__map_put(&dialog->owner->map, &dialog->node, slice(dialog->text, 0, key_len)) ==
           CSIP_OK;
}

static csip__dialog *dialog_new(csip__dialogs *dialogs, const parties *who)
{
    csip__dialog *dialog = csip__core_allocate(dialogs->core, sizeof(*dialog));
    if (!dialog)
        return NULL;
    dialog->owner = dialogs;
    if (!write_parties(dialog, who)) {
        dialogs->core->error = CSIP_ERROR_NOMEM;
        csip__core_release(dialogs->core, (void *)dialog->text.ptr);
        csip__core_release(dialogs->core, dialog);
        return NULL;
    }
    return dialog;
}

static void replace(csip__core *core, csip_str *slot, csip_str text)
{
    csip__core_release(core, (void *)slot->ptr);
    *slot = text;
}

/* RFC 3261 12.1: the callee takes the Record-Route in order, the caller in reverse. */
static csip_str route_lines(csip__core *core, const csip_message *message, bool is_reversed)
{
    csip_list_cursor cursor = {0};
    csip_str elements[CSIP_MESSAGE_HEADERS_MAX];
    size_t count = 0;
    while (count < CSIP_MESSAGE_HEADERS_MAX &&
           csip_message_next_element(message, CSIP_HEADER_RECORD_ROUTE, &cursor, &elements[count]))
        count++;
    csip__buf *buf = csip__core_writer(core);
    for (size_t i = 0; i < count; i++) {
        csip__write_header(buf, CSIP_HEADER_ROUTE, elements[is_reversed ? count - 1 - i : i]);
    }
    return csip__core_written(core);
}

void csip__dialog_refresh_target(csip__dialog *dialog, const csip_message *message)
{
    csip_list_cursor cursor = {0};
    csip_str element;
    csip_name_addr contact;
    if (!csip_message_next_element(message, CSIP_HEADER_CONTACT, &cursor, &element) ||
        csip_name_addr_parse(element, &contact) || !contact.uri.text.ptr ||
        csip_str_equal(contact.uri.text, dialog->target))
        return;
    csip_str target = csip__core_dup(dialog->owner->core, contact.uri.text);
    if (target.ptr)
        replace(dialog->owner->core, &dialog->target, target);
}

csip__dialog *csip__dialog_new_uac(csip__dialogs *dialogs, const csip_message *response)
{
    const parties who = {
        .call_id = response->call_id,
        .local_tag = response->from.tag,
        .remote_tag = response->to.tag,
        .local = csip_message_value(response, CSIP_HEADER_FROM),
        .remote = csip_message_value(response, CSIP_HEADER_TO),
    };
    csip__dialog *dialog = dialog_new(dialogs, &who);
    if (!dialog)
        return NULL;
    dialog->is_early = response->status < 200;
    dialog->local_cseq = response->cseq;
    dialog->target = csip__core_dup(dialogs->core, response->to.uri.text);
    csip__dialog_refresh_target(dialog, response);
    dialog->routes = route_lines(dialogs->core, response, true);
    return dialog;
}

csip__dialog *csip__dialog_new_uas(csip__dialogs *dialogs, const csip_message *request,
                                   csip_str tag)
{
    const parties who = {
        .call_id = request->call_id,
        .local_tag = tag,
        .remote_tag = request->from.tag,
        .local = csip_message_value(request, CSIP_HEADER_TO),
        .remote = csip_message_value(request, CSIP_HEADER_FROM),
        /* A NOTIFY that makes a dialog of our SUBSCRIBE has our tag already. */
        .untagged = request->to.tag.ptr ? NULL : &request->to,
    };
    csip__dialog *dialog = dialog_new(dialogs, &who);
    if (!dialog)
        return NULL;
    dialog->is_early = true;
    dialog->remote_cseq = request->cseq;
    dialog->has_remote_cseq = true;
    dialog->local_cseq = csip__core_random_u32(dialogs->core) % 10000;
    dialog->target = csip__core_dup(dialogs->core, request->from.uri.text);
    csip__dialog_refresh_target(dialog, request);
    dialog->routes = route_lines(dialogs->core, request, false);
    return dialog;
}

void csip__dialog_free(csip__dialog *dialog)
{
    csip__core *core = dialog->owner->core;
    csip__map_remove(&dialog->owner->map, &dialog->node);
    csip__core_release(core, (void *)dialog->text.ptr);
    csip__core_release(core, (void *)dialog->target.ptr);
    csip__core_release(core, (void *)dialog->routes.ptr);
    csip__core_release(core, dialog);
}

csip__dialog *csip__dialog_find(const csip__dialogs *dialogs, csip_str call_id, csip_str local_tag,
                                csip_str remote_tag)
{
    char storage[1024];
    csip__buf key;
    csip__buf_init_fixed(&key, storage, sizeof(storage));
    write_key(&key, call_id, local_tag, remote_tag);
    csip__map_node *node = key.error ? NULL : csip__map_get(&dialogs->map, csip__buf_get(&key));
    return node ? CSIP__CONTAINER(node, csip__dialog, node) : NULL;
}

csip__dialog *csip__dialog_find_request(const csip__dialogs *dialogs, const csip_message *request)
{
    return csip__dialog_find(dialogs, request->call_id, request->to.tag, request->from.tag);
}

csip__dialog *csip__dialog_find_response(const csip__dialogs *dialogs, const csip_message *response)
{
    return csip__dialog_find(dialogs, response->call_id, response->from.tag, response->to.tag);
}

bool csip__dialog_accept_cseq(csip__dialog *dialog, const csip_message *request)
{
    /* RFC 3261 12.2.2: the ACK and the CANCEL have the number of their INVITE. */
    if (request->method == CSIP_METHOD_ACK || request->method == CSIP_METHOD_CANCEL)
        return true;
    if (dialog->has_remote_cseq && request->cseq <= dialog->remote_cseq)
        return false;
    dialog->remote_cseq = request->cseq;
    dialog->has_remote_cseq = true;
    return true;
}

void csip__dialog_confirm_uac(csip__dialog *dialog, const csip_message *response)
{
    csip__core *core = dialog->owner->core;
    dialog->is_early = false;
    csip__dialog_refresh_target(dialog, response);
    replace(core, &dialog->routes, route_lines(core, response, true));
}

csip__draft csip__dialog_draft(const csip__dialog *dialog, csip_method method)
{
    return (csip__draft){
        .method = method,
        .uri = dialog->target,
        .to = dialog->remote,
        .from = dialog->local,
        .call_id = dialog->call_id,
        .routes = dialog->routes,
    };
}
