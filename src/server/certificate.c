#include "server/certificate.h"

#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAY_S = 86400, LIFE_DAYS = 30 };

static bool is_address(const char *name)
{
    unsigned char address[16];
    return inet_pton(AF_INET, name, address) == 1 || inet_pton(AF_INET6, name, address) == 1;
}

/* "DNS:localhost,IP:127.0.0.1,…"; a name twice does no harm. */
static void write_names(const char *const *names, size_t count, char *out, size_t size)
{
    int len = snprintf(out, size, "DNS:localhost,IP:127.0.0.1,IP:::1");
    for (size_t i = 0; i < count; i++) {
        if (names[i] && (size_t)len + strlen(names[i]) + 6 < size && !strchr(names[i], ',')) {
            len += snprintf(out + len, size - (size_t)len, ",%s:%s",
                            is_address(names[i]) ? "IP" : "DNS", names[i]);
        }
    }
}

static bool add_extension(X509 *leaf, X509 *issuer, int id, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, leaf, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, id, value);
    bool is_added = extension && X509_add_ext(leaf, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return is_added;
}

static bool set_serial(X509 *certificate)
{
    uint64_t serial = 0;
    return RAND_bytes((unsigned char *)&serial, sizeof serial) == 1 &&
           ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1 | 1) == 1;
}

/* Version 3, a serial number, a life, a subject and a public key; not yet signed. */
static X509 *begin_certificate(EVP_PKEY *key, const char *subject)
{
    X509 *certificate = X509_new();
    X509_NAME *name = certificate ? X509_get_subject_name(certificate) : NULL;
    if (name && X509_set_version(certificate, X509_VERSION_3) == 1 && set_serial(certificate) &&
        X509_gmtime_adj(X509_getm_notBefore(certificate), -DAY_S) &&
        X509_gmtime_adj(X509_getm_notAfter(certificate), LIFE_DAYS * DAY_S) &&
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const unsigned char *)subject, -1,
                                   -1, 0) == 1 &&
        X509_set_pubkey(certificate, key) == 1) {
        return certificate;
    }
    X509_free(certificate);
    return NULL;
}

static bool finish_certificate(X509 *certificate, X509 *issuer, EVP_PKEY *issuer_key)
{
    return add_extension(certificate, issuer, NID_subject_key_identifier, "hash") &&
           add_extension(certificate, issuer, NID_authority_key_identifier, "keyid") &&
           X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1 &&
           X509_sign(certificate, issuer_key, EVP_sha256()) > 0;
}

static X509 *make_ca(EVP_PKEY *key)
{
    X509 *ca = begin_certificate(key, "CSIP throw-away CA");
    if (ca && add_extension(ca, ca, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
        add_extension(ca, ca, NID_key_usage, "critical,keyCertSign") &&
        finish_certificate(ca, ca, key)) {
        return ca;
    }
    X509_free(ca);
    return NULL;
}

static X509 *make_leaf(EVP_PKEY *key, X509 *ca, EVP_PKEY *ca_key, const char *names)
{
    X509 *leaf = begin_certificate(key, "CSIP embedded server");
    if (leaf && add_extension(leaf, ca, NID_basic_constraints, "critical,CA:FALSE") &&
        add_extension(leaf, ca, NID_key_usage, "critical,digitalSignature") &&
        add_extension(leaf, ca, NID_ext_key_usage, "serverAuth") &&
        add_extension(leaf, ca, NID_subject_alt_name, names) &&
        finish_certificate(leaf, ca, ca_key)) {
        return leaf;
    }
    X509_free(leaf);
    return NULL;
}

static char *write_pem(X509 *certificate)
{
    char *octets, *text = NULL;
    BIO *bio = BIO_new(BIO_s_mem());
    if (bio && PEM_write_bio_X509(bio, certificate) == 1) {
        long len = BIO_get_mem_data(bio, &octets);
        text = strndup(octets, (size_t)len);
    }
    BIO_free(bio);
    return text;
}

csip_error csip__certificate_make(const char *const *names, size_t count,
                                  csip__certificate *ret_certificate)
{
    char text[1024];
    csip__certificate made = {.key = EVP_EC_gen("P-256")};
    EVP_PKEY *ca_key = EVP_EC_gen("P-256");
    X509 *ca = ca_key ? make_ca(ca_key) : NULL;
    write_names(names, count, text, sizeof text);
    if (ca && made.key) {
        made.leaf = make_leaf(made.key, ca, ca_key, text);
        made.ca_pem = write_pem(ca);
    }
    X509_free(ca);
    EVP_PKEY_free(ca_key);
    if (!made.leaf || !made.ca_pem) {
        csip__certificate_done(&made);
        return CSIP_ERROR_TLS;
    }
    *ret_certificate = made;
    return CSIP_OK;
}

void csip__certificate_done(csip__certificate *certificate)
{
    X509_free(certificate->leaf);
    EVP_PKEY_free(certificate->key);
    free(certificate->ca_pem);
    *certificate = (csip__certificate){0};
}
