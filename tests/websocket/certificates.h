#ifndef CSIP_TESTS_CERTIFICATES_H
#define CSIP_TESTS_CERTIFICATES_H

#include <openssl/ssl.h>

/* A certificate authority and certificates, made when a test runs. */
typedef struct test_authority {
    X509 *certificate;
    EVP_PKEY *key;
    char file[64]; /* PEM, for csip_tls_options.ca_file */
} test_authority;

void test_authority_init(test_authority *authority);
void test_authority_done(test_authority *authority);

/* A server's context with a certificate for `names` ("DNS:localhost,IP:127.0.0.1"), signed by the
 * authority and valid until now + valid_s. */
SSL_CTX *test_server_tls(const test_authority *authority, const char *names, long valid_s);

#endif
