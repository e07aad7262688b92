#include <media/dtls.h>

#include <assert.h>
#include <openssl/err.h>
#include <stdlib.h>
#include <string.h>

enum {
    MTU = 1200,                /* fits any path, whatever carries it */
    FIRST_TIMEOUT_US = 200000, /* RFC 6347 4.2.4.1: less than 1 s is for time-sensitive use */
    LAST_TIMEOUT_US = 4000000,
};

struct csip__dtls {
    SSL *ssl;
    csip__dtls_config config;
    csip__dtls_state state;
    const uint8_t *input; /* the datagram being received; NULL: none, or read */
    size_t input_len;
};

/* ---- a BIO that keeps datagrams apart ---- */

static int bio_write(BIO *bio, const char *octets, int len)
{
    csip__dtls *dtls = BIO_get_data(bio);
    dtls->config.send(dtls->config.user, (const uint8_t *)octets, (size_t)len);
    return len;
}

static int bio_read(BIO *bio, char *out, int cap)
{
    csip__dtls *dtls = BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    if (!dtls->input) {
        BIO_set_retry_read(bio);
        return -1;
    }
    size_t len = dtls->input_len < (size_t)cap ? dtls->input_len : (size_t)cap;
    memcpy(out, dtls->input, len);
    dtls->input = NULL;
    return (int)len;
}

static long bio_ctrl(BIO *bio, int command, long number, void *pointer)
{
    (void)bio, (void)number, (void)pointer;
    switch (command) {
    case BIO_CTRL_FLUSH: return 1;
    case BIO_CTRL_DGRAM_QUERY_MTU:
    case BIO_CTRL_DGRAM_GET_FALLBACK_MTU: return MTU;
    default: return 0;
    }
}

static BIO_METHOD *bio_method; /* one for the process, as OpenSSL's own are */
static CRYPTO_ONCE bio_once = CRYPTO_ONCE_STATIC_INIT;

static void make_bio_method(void)
{
    BIO_METHOD *method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "csip datagram");
    if (!method)
        return;
    BIO_meth_set_write(method, bio_write);
    BIO_meth_set_read(method, bio_read);
    BIO_meth_set_ctrl(method, bio_ctrl);
    bio_method = method;
}

/* ---- the association ---- */

int csip__dtls_verify(X509_STORE_CTX *store, void *unused)
{
    (void)unused;
    SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
    const csip__dtls *dtls = SSL_get_app_data(ssl);
    const X509 *certificate = X509_STORE_CTX_get0_cert(store);
    /* RFC 8122 6.2, RFC 8827 6.5: the certificate must match a fingerprint of the SDP. */
    if (certificate && csip__fingerprint_matches(&dtls->config.fingerprint, certificate))
        return 1;
    X509_STORE_CTX_set_error(store, X509_V_ERR_CERT_REJECTED);
    return 0;
}

static unsigned next_timeout_us(SSL *ssl, unsigned last_us)
{
    (void)ssl;
    if (last_us == 0)
        return FIRST_TIMEOUT_US;
    return last_us > LAST_TIMEOUT_US / 2 ? LAST_TIMEOUT_US : last_us * 2;
}

static bool set_up(csip__dtls *dtls)
{
    CRYPTO_THREAD_run_once(&bio_once, make_bio_method);
    BIO *bio = bio_method ? BIO_new(bio_method) : NULL;
    dtls->ssl = bio ? SSL_new(csip__certificate_context(dtls->config.certificate)) : NULL;
    if (!dtls->ssl) {
        BIO_free(bio);
        return false;
    }
    BIO_set_data(bio, dtls);
    BIO_set_init(bio, 1);
    SSL_set_bio(dtls->ssl, bio, bio);
    SSL_set_app_data(dtls->ssl, dtls);
    SSL_set_mtu(dtls->ssl, MTU);
    DTLS_set_timer_cb(dtls->ssl, next_timeout_us);
    if (dtls->config.is_client)
        SSL_set_connect_state(dtls->ssl);
    else
        SSL_set_accept_state(dtls->ssl);
    return true;
}

csip_error csip__dtls_new(const csip__dtls_config *config, csip__dtls **ret_dtls)
{
    csip__dtls *dtls = calloc(1, sizeof *dtls);
    if (!dtls)
        return CSIP_ERROR_NOMEM;
    dtls->config = *config;
    if (!set_up(dtls)) {
        csip__dtls_free(dtls);
        return CSIP_ERROR_NOMEM;
    }
    *ret_dtls = dtls;
    return CSIP_OK;
}

void csip__dtls_free(csip__dtls *dtls)
{
    if (!dtls)
        return;
    SSL_free(dtls->ssl);
    free(dtls);
}

csip__dtls_state csip__dtls_state_get(const csip__dtls *dtls)
{
    return dtls->state;
}

static void fail_unless_retry(csip__dtls *dtls, int result)
{
    int why = SSL_get_error(dtls->ssl, result);
    if (why == SSL_ERROR_ZERO_RETURN)
        dtls->state = CSIP__DTLS_CLOSED;
    else if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE)
        dtls->state = CSIP__DTLS_FAILED;
}

static void handshake(csip__dtls *dtls)
{
    ERR_clear_error();
    int result = SSL_do_handshake(dtls->ssl);
    if (result == 1)
        dtls->state = CSIP__DTLS_OPEN;
    else
        fail_unless_retry(dtls, result);
    ERR_clear_error();
}

/* Alerts and repeated flights are read; application data has no meaning here and is dropped. */
static void read_records(csip__dtls *dtls)
{
    uint8_t ignored[2048];
    int result = 0;
    ERR_clear_error();
    do
        result = SSL_read(dtls->ssl, ignored, sizeof ignored);
    while (result > 0);
    fail_unless_retry(dtls, result);
    ERR_clear_error();
}

void csip__dtls_start(csip__dtls *dtls)
{
    if (dtls->config.is_client && dtls->state == CSIP__DTLS_HANDSHAKE)
        handshake(dtls);
}

void csip__dtls_receive(csip__dtls *dtls, const uint8_t *datagram, size_t len)
{
    dtls->input = datagram;
    dtls->input_len = len;
    if (dtls->state == CSIP__DTLS_HANDSHAKE)
        handshake(dtls);
    if (dtls->state == CSIP__DTLS_OPEN)
        read_records(dtls);
    dtls->input = NULL;
}

void csip__dtls_tick(csip__dtls *dtls)
{
    struct timeval left;
    if (dtls->state != CSIP__DTLS_HANDSHAKE || DTLSv1_get_timeout(dtls->ssl, &left) != 1 ||
        left.tv_sec > 0 || left.tv_usec > 0)
        return;
    ERR_clear_error();
    if (DTLSv1_handle_timeout(dtls->ssl) < 0)
        dtls->state = CSIP__DTLS_FAILED;
    ERR_clear_error();
}

csip_error csip__dtls_make_srtp(csip__dtls *dtls, csip__srtp **ret_srtp,
                                const csip__srtp_profile **ret_profile)
{
    static const char label[] = "EXTRACTOR-dtls_srtp";
    assert(dtls->state == CSIP__DTLS_OPEN);
    const SRTP_PROTECTION_PROFILE *selected = SSL_get_selected_srtp_profile(dtls->ssl);
    const csip__srtp_profile *profile = selected ? csip__srtp_profile_find(selected->id) : NULL;
    if (!profile)
        return CSIP_ERROR_MEDIA;
    uint8_t keying[CSIP__SRTP_KEYING_MAX];
    size_t len = 2 * (profile->key_len + profile->salt_len);
    if (SSL_export_keying_material(dtls->ssl, keying, len, label, sizeof label - 1, NULL, 0, 0) !=
        1)
        return CSIP_ERROR_MEDIA;
    csip_error error = csip__srtp_new(profile, keying, dtls->config.is_client, ret_srtp);
    explicit_bzero(keying, sizeof keying);
    if (!error)
        *ret_profile = profile;
    return error;
}

void csip__dtls_close(csip__dtls *dtls)
{
    if (dtls->state != CSIP__DTLS_OPEN)
        return;
    ERR_clear_error();
    SSL_shutdown(dtls->ssl);
    ERR_clear_error();
    dtls->state = CSIP__DTLS_CLOSED;
}
