#include "websocket/certificates.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void add_extension(X509 *certificate, X509 *issuer, int nid, const char *value)
{
    X509V3_CTX context;

    X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    assert(extension);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

static X509 *make_certificate(EVP_PKEY *key, const char *common_name, long valid_s, X509 *issuer)
{
    static long serial = 1;
    X509 *certificate = X509_new();
    X509_NAME *name = X509_get_subject_name(certificate);

    X509_set_version(certificate, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial++);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -86400);
    X509_gmtime_adj(X509_getm_notAfter(certificate), valid_s);
    X509_set_pubkey(certificate, key);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const unsigned char *)common_name, -1,
                               -1, 0);
    X509_set_issuer_name(certificate, issuer ? X509_get_subject_name(issuer) : name);
    return certificate;
}

void test_authority_init(test_authority *authority)
{
    authority->key = EVP_EC_gen("P-256");
    authority->certificate = make_certificate(authority->key, "Test CA", 86400, NULL);
    add_extension(authority->certificate, authority->certificate, NID_basic_constraints,
                  "critical,CA:TRUE");
    add_extension(authority->certificate, authority->certificate, NID_key_usage,
                  "critical,keyCertSign,cRLSign");
    X509_sign(authority->certificate, authority->key, EVP_sha256());

    snprintf(authority->file, sizeof authority->file, "/tmp/csip-test-ca-XXXXXX");
    int fd = mkstemp(authority->file);
    FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
    assert(file);
    PEM_write_X509(file, authority->certificate);
    fclose(file);
}

void test_authority_done(test_authority *authority)
{
    unlink(authority->file);
    X509_free(authority->certificate);
    EVP_PKEY_free(authority->key);
}

SSL_CTX *test_server_tls(const test_authority *authority, const char *names, long valid_s)
{
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = make_certificate(key, "server", valid_s, authority->certificate);

    add_extension(certificate, authority->certificate, NID_subject_alt_name, names);
    X509_sign(certificate, authority->key, EVP_sha256());
    SSL_CTX_use_certificate(context, certificate);
    SSL_CTX_use_PrivateKey(context, key);
    X509_free(certificate);
    EVP_PKEY_free(key);
    return context;
}
