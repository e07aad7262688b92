#include <media/certificate.h>

#include <media/dtls.h>

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    FINGERPRINT_LEN = 8 + 32 * 3 - 1, /* "sha-256 " and 32 octets */
    VALID_BEFORE_S = 24 * 3600,       /* clocks differ; nobody checks, but it costs nothing */
    VALID_AFTER_S = 30 * 24 * 3600,
};

/* Forward secrecy and AEAD only; what browsers offer too. */
static const char ciphers[] = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
                              "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
                              "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
static const char srtp_profiles[] =
    "SRTP_AEAD_AES_128_GCM:SRTP_AEAD_AES_256_GCM:SRTP_AES128_CM_SHA1_80";

struct csip__certificate {
    SSL_CTX *context;
    char fingerprint[FINGERPRINT_LEN + 1];
};

static bool name_certificate(X509 *x509)
{
    uint64_t serial = 0;
    static const unsigned char name[] = "csip";
    X509_NAME *subject = X509_get_subject_name(x509);
    return RAND_bytes((unsigned char *)&serial, sizeof serial) == 1 &&
           X509_set_version(x509, X509_VERSION_3) == 1 &&
           ASN1_INTEGER_set_uint64(X509_get_serialNumber(x509), serial >> 1) == 1 &&
           X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, name, -1, -1, 0) == 1 &&
           X509_set_issuer_name(x509, subject) == 1 &&
           X509_gmtime_adj(X509_getm_notBefore(x509), -VALID_BEFORE_S) &&
           X509_gmtime_adj(X509_getm_notAfter(x509), VALID_AFTER_S);
}

static bool write_fingerprint(const X509 *x509, char *out)
{
    uint8_t octets[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    if (X509_digest(x509, EVP_sha256(), octets, &len) != 1)
        return false;
    int at = sprintf(out, "sha-256");
    for (unsigned i = 0; i < len; i++)
        at += sprintf(out + at, "%c%02X", i == 0 ? ' ' : ':', octets[i]);
    return true;
}

static bool set_up_context(SSL_CTX *context, X509 *x509, EVP_PKEY *key)
{
    SSL_CTX_set_options(context, SSL_OP_NO_QUERY_MTU | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET |
                                     SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    SSL_CTX_set_cert_verify_callback(context, csip__dtls_verify, NULL);
    /* SSL_CTX_set_tlsext_use_srtp answers 0 for success. */
    return SSL_CTX_set_min_proto_version(context, DTLS1_2_VERSION) == 1 &&
           SSL_CTX_set_cipher_list(context, ciphers) == 1 &&
           SSL_CTX_set_tlsext_use_srtp(context, srtp_profiles) == 0 &&
           SSL_CTX_use_certificate(context, x509) == 1 && SSL_CTX_use_PrivateKey(context, key) == 1;
}

static bool make_certificate(csip__certificate *certificate)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *x509 = X509_new();
    certificate->context = SSL_CTX_new(DTLS_method());
    bool is_made = key && x509 && certificate->context && name_certificate(x509) &&
                   X509_set_pubkey(x509, key) == 1 && X509_sign(x509, key, EVP_sha256()) > 0 &&
                   write_fingerprint(x509, certificate->fingerprint) &&
                   set_up_context(certificate->context, x509, key);
    X509_free(x509);
    EVP_PKEY_free(key);
    return is_made;
}

csip_error csip__certificate_new(csip__certificate **ret_certificate)
{
    csip__certificate *certificate = calloc(1, sizeof *certificate);
    if (!certificate)
        return CSIP_ERROR_NOMEM;
    if (!make_certificate(certificate)) {
        csip__certificate_free(certificate);
        return CSIP_ERROR_MEDIA;
    }
    *ret_certificate = certificate;
    return CSIP_OK;
}

void csip__certificate_free(csip__certificate *certificate)
{
    if (!certificate)
        return;
    SSL_CTX_free(certificate->context);
    free(certificate);
}

csip_str csip__certificate_fingerprint(const csip__certificate *certificate)
{
    return csip_str_from(certificate->fingerprint);
}

SSL_CTX *csip__certificate_context(const csip__certificate *certificate)
{
    return certificate->context;
}
