#include <csip/error.h>

const char *csip_error_name(csip_error error)
{
    switch (error) {
    case CSIP_OK: return "OK";
#define CSIP_ERROR_CASE(name, code, text, fatal)                                                   \
    case CSIP_ERROR_##name: return #name;
        CSIP_ERROR_MAP(CSIP_ERROR_CASE)
#undef CSIP_ERROR_CASE
    }
    return "UNKNOWN";
}

const char *csip_error_text(csip_error error)
{
    switch (error) {
    case CSIP_OK: return "success";
#define CSIP_ERROR_CASE(name, code, text, fatal)                                                   \
    case CSIP_ERROR_##name: return text;
        CSIP_ERROR_MAP(CSIP_ERROR_CASE)
#undef CSIP_ERROR_CASE
    }
    return "unknown error";
}

bool csip_error_is_fatal(csip_error error)
{
    switch (error) {
    case CSIP_OK: return false;
#define CSIP_ERROR_CASE(name, code, text, fatal)                                                   \
    case CSIP_ERROR_##name: return fatal;
        CSIP_ERROR_MAP(CSIP_ERROR_CASE)
#undef CSIP_ERROR_CASE
    }
    return false;
}
