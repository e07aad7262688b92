#include "websocket/tls.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <stdio.h>

static csip__tls_session *session_of(const SSL *ssl)
{
    const csip__tls_owner *owner = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));

    return owner ? owner->find(owner->user, SSL_get_fd(ssl)) : NULL;
}

static void describe_certificate_problem(csip__tls_session *session, int error)
{
    const char *detail = X509_verify_cert_error_string(error);

    switch (error) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        snprintf(session->problem, sizeof session->problem, "its certificate is not for %s",
                 session->name);
        break;
    case X509_V_ERR_CERT_HAS_EXPIRED:
        snprintf(session->problem, sizeof session->problem, "its certificate has expired");
        break;
    case X509_V_ERR_CERT_NOT_YET_VALID:
        snprintf(session->problem, sizeof session->problem, "its certificate is not yet valid");
        break;
    default:
        snprintf(session->problem, sizeof session->problem, "its certificate is not trusted: %s",
                 detail);
    }
}

static int verify(int is_ok, X509_STORE_CTX *store)
{
    const SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
    csip__tls_session *session = session_of(ssl);

    if (is_ok)
        return 1;
    if (!session)
        return 0;
    if (session->is_insecure) {
        X509_STORE_CTX_set_error(store, X509_V_OK);
        return 1;
    }
    describe_certificate_problem(session, X509_STORE_CTX_get_error(store));
    return 0;
}

/* libwebsockets would check the Host header's text: cut at its first colon, and without our name.
 * It sets that up before the first octet goes out, so here we say the last word. */
static void prepare(SSL *ssl, csip__tls_session *session)
{
    X509_VERIFY_PARAM *param = SSL_get0_param(ssl);

    session->is_started = true;
    SSL_set_verify(ssl, SSL_VERIFY_PEER, verify);
    X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    if (X509_VERIFY_PARAM_set1_ip_asc(param, session->name)) {
        X509_VERIFY_PARAM_set1_host(param, NULL, 0);
        SSL_set_tlsext_host_name(ssl, NULL); /* RFC 6066 3: no literal addresses */
        return;
    }
    X509_VERIFY_PARAM_set1_ip(param, NULL, 0);
    X509_VERIFY_PARAM_set1_host(param, session->name, 0);
    SSL_set_tlsext_host_name(ssl, session->name);
}

static void on_info(const SSL *ssl, int where, int value)
{
    csip__tls_session *session = session_of(ssl);

    if (!session)
        return;
    if (where & SSL_CB_HANDSHAKE_START && !session->is_done)
        prepare((SSL *)ssl, session);
    else if (where & SSL_CB_HANDSHAKE_DONE)
        session->is_done = true;
    else if (where == SSL_CB_READ_ALERT && session->problem[0] == '\0' &&
             value >> 8 == SSL3_AL_FATAL)
        snprintf(session->problem, sizeof session->problem, "it sent the alert \"%s\"",
                 SSL_alert_desc_string_long(value));
    else if (where == SSL_CB_CONNECT_EXIT && value <= 0 && session->problem[0] == '\0' &&
             ERR_peek_error() != 0) {
        const char *reason = ERR_reason_error_string(ERR_peek_error());
        snprintf(session->problem, sizeof session->problem, "%s", reason ? reason : "TLS error");
    }
}

static const char *load_files(SSL_CTX *context, const csip_tls_options *options)
{
    if (options->ca_file) {
        if (SSL_CTX_load_verify_locations(context, options->ca_file, NULL) != 1)
            return options->ca_file;
    } else if (SSL_CTX_set_default_verify_paths(context) != 1) {
        return "the system's certificates";
    }
    if (options->cert_file && SSL_CTX_use_certificate_chain_file(context, options->cert_file) != 1)
        return options->cert_file;
    const char *key_file = options->key_file ? options->key_file : options->cert_file;
    if (key_file && SSL_CTX_use_PrivateKey_file(context, key_file, SSL_FILETYPE_PEM) != 1)
        return key_file;
    return NULL;
}

csip_error csip__tls_context_new(const csip_tls_options *options, const csip__tls_owner *owner,
                                 char *reason, size_t reason_size, SSL_CTX **ret_context)
{
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());

    if (!context)
        return CSIP_ERROR_NOMEM;
    SSL_CTX_set_app_data(context, (void *)owner);
    SSL_CTX_set_info_callback(context, on_info);
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_mode(context, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, verify);
    const char *bad_file = load_files(context, options);
    if (bad_file) {
        unsigned long error = ERR_peek_last_error();
        const char *text = ERR_SYSTEM_ERROR(error) ? "" : ERR_reason_error_string(error);
        snprintf(reason, reason_size, "cannot use %s for TLS%s%s", bad_file,
                 text && text[0] ? ": " : "", text ? text : "");
        ERR_clear_error();
        SSL_CTX_free(context);
        return CSIP_ERROR_TLS;
    }
    *ret_context = context;
    return CSIP_OK;
}
