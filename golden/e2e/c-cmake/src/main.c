/* Fetches a URL and prints the SHA-256 of what came. */
#include <curl/curl.h>
#include <openssl/evp.h>
#include <stdio.h>

static size_t add(char *data, size_t size, size_t n, void *digest)
{
    return EVP_DigestUpdate(digest, data, size * n) ? size * n : 0;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: fetchsum URL\n");
        return 2;
    }
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    EVP_DigestInit_ex(digest, EVP_sha256(), NULL);

    CURL *curl = curl_easy_init();
    curl_easy_setopt(curl, CURLOPT_URL, argv[1]);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, add);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, digest);
    CURLcode failed = curl_easy_perform(curl);
    curl_easy_cleanup(curl);
    if (failed) {
        fprintf(stderr, "%s\n", curl_easy_strerror(failed));
        return 1;
    }

    unsigned char sum[EVP_MAX_MD_SIZE];
    unsigned int length;
    EVP_DigestFinal_ex(digest, sum, &length);
    for (unsigned int i = 0; i < length; i++)
        printf("%02x", sum[i]);
    puts("");
    EVP_MD_CTX_free(digest);
    return 0;
}
