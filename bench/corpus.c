#include "corpus.h"

#include <dirent.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int is_message(const struct dirent *entry)
{
    return fnmatch("*.sip", entry->d_name, 0) == 0;
}

static bool load_file(const char *folder, const char *name, corpus *c)
{
    char path[4096];
    char *octets = malloc(65536);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (!octets || !file) {
        free(octets);
        return false;
    }
    c->octets[c->count] = octets;
    c->len[c->count++] = fread(octets, 1, 65535, file);
    octets[c->len[c->count - 1]] = '\0'; /* some stacks want C strings */
    fclose(file);
    return true;
}

bool corpus_load(const char *folder, corpus *ret_corpus)
{
    struct dirent **names;
    int count = scandir(folder, &names, is_message, alphasort);
    bool is_good = count > 0 && count <= MESSAGES_MAX;
    *ret_corpus = (corpus){0};
    for (int i = 0; i < count; i++) {
        is_good = is_good && load_file(folder, names[i]->d_name, ret_corpus);
        free(names[i]);
    }
    if (count >= 0) {
        free(names);
    }
    return is_good;
}

/* The session description that is sent: the longest body of the corpus. */
static value longest_body(const corpus *c)
{
    value longest = {0};
    for (size_t i = 0; i < c->count; i++) {
        const char *body = strstr(c->octets[i], "\r\n\r\n");
        ptrdiff_t len = body ? c->octets[i] + c->len[i] - (body + 4) : 0;
        if (len > longest.len) {
            longest = (value){body + 4, len};
        }
    }
    return longest;
}

values corpus_values(const corpus *c)
{
    value sdp = longest_body(c);
    return (values){
        .sent_by = "p7x2kq9d1m4z.invalid",
        .branch = "z9hG4bKu3n8w5r2t7y1",
        .request_uri = "sip:carol@example.net",
        .to_name = "Carol",
        .to_uri = "sip:carol@example.net",
        .from_name = "Dave Example",
        .from_uri = "sip:dave@example.net",
        .from_tag = "k4j9s2f7h1",
        .call_id = "w8e3r5t1y6u2i9o4p7a0",
        .cseq = 4711,
        .contact_uri = "sip:dave@example.net;gr=urn:uuid:0b6f5c1e-93d4-4c6a-8f0e-27d95f1ab3c8;ob",
        .allow = "INVITE,ACK,CANCEL,BYE,UPDATE,MESSAGE,OPTIONS,REFER,INFO,NOTIFY",
        .supported = "timer,gruu,ice,replaces,outbound",
        .session_expires = "90;refresher=uac",
        .user_agent = "bench/1.0",
        .content_type = "application/sdp",
        .sdp = sdp.ptr,
        .sdp_len = (size_t)sdp.len,
        .challenge = "Digest realm=\"example.net\", nonce=\"aXc3dGZqY2V5bTJ4d3E5cGs0bnZiNmho\", "
                     "opaque=\"9b2e64f07ad81c35e6f1d84023c75ba9\", algorithm=MD5, qop=\"auth\"",
        .user = "dave",
        .password = "correct horse",
        .realm = "example.net",
        .auth_method = "REGISTER",
        .auth_uri = "sip:example.net",
    };
}
