#include "ua/binding.h"

#include "base/str.h"

static bool is_instance(const csip__core *core, const csip_name_addr *contact)
{
    csip_str instance, reg_id;
    if (!csip_param_find(contact->params, CSIP_STR("+sip.instance"), &instance) ||
        !csip_param_find(contact->params, CSIP_STR("reg-id"), &reg_id))
        return false;
    return instance.len == core->settings->instance.len + 2 &&
           csip_str_equal_nocase((csip_str){instance.ptr + 1, instance.len - 2},
                                 core->settings->instance) &&
           csip_str_equal(reg_id, CSIP_STR("1"));
}

static bool is_user(const csip__core *core, const csip_name_addr *contact)
{
    return csip_str_equal(contact->uri.user, core->settings->contact_user);
}

static bool find(const csip__core *core, const csip_message *response,
                 bool (*is_ours)(const csip__core *core, const csip_name_addr *contact),
                 csip_name_addr *ret_contact)
{
    csip_list_cursor cursor = {0};
    csip_str element;
    while (csip_message_next_element(response, CSIP_HEADER_CONTACT, &cursor, &element)) {
        if (csip_name_addr_parse(element, ret_contact) == CSIP_OK && is_ours(core, ret_contact))
            return true;
    }
    return false;
}

bool csip__binding_find(const csip__core *core, const csip_message *response,
                        csip__binding *ret_binding)
{
    csip_name_addr contact;
    csip_str text;
    uint64_t number;
    if (!find(core, response, is_instance, &contact) && !find(core, response, is_user, &contact))
        return false;
    csip__binding binding = {0};
    if (csip_param_find(contact.params, CSIP_STR("expires"), &text) &&
        csip__str_to_uint(text, UINT32_MAX, &number)) {
        binding.has_expires = true;
        binding.expires_s = (uint32_t)number;
    } else {
        binding.has_expires =
            csip_message_number(response, CSIP_HEADER_EXPIRES, &binding.expires_s) == CSIP_OK;
    }
    csip_param_find(contact.params, CSIP_STR("pub-gruu"), &binding.public_gruu);
    csip_param_find(contact.params, CSIP_STR("temp-gruu"), &binding.temporary_gruu);
    *ret_binding = binding;
    return true;
}

static void replace(csip__core *core, csip_str *gruu, csip_str text)
{
    csip_uri uri;
    if (text.len == 0 || csip_uri_parse(text, &uri) || csip_str_equal(*gruu, text))
        return;
    csip__core_release(core, (void *)gruu->ptr);
    *gruu = csip__core_dup(core, text);
}

void csip__binding_keep(csip__core *core, const csip__binding *binding)
{
    replace(core, &core->gruus.public_gruu, binding->public_gruu);
    replace(core, &core->gruus.temporary_gruu, binding->temporary_gruu);
}

void csip__binding_forget(csip__core *core)
{
    csip__core_release(core, (void *)core->gruus.public_gruu.ptr);
    csip__core_release(core, (void *)core->gruus.temporary_gruu.ptr);
    core->gruus = (csip__gruus){0};
}
