/* Prints how many bytes a file has, and how many when it is compressed. */
#include <stdio.h>
#include <zlib.h>

int main(int argc, char **argv)
{
    unsigned char in[65536], out[70000];
    uLongf size = sizeof out;
    FILE *f = argc == 2 ? fopen(argv[1], "rb") : NULL;
    if (!f) {
        fprintf(stderr, "usage: shrink FILE\n");
        return 2;
    }
    size_t n = fread(in, 1, sizeof in, f);
    fclose(f);
    if (compress(out, &size, in, n) != Z_OK)
        return 1;
    printf("%zu %lu\n", n, size);
    return 0;
}
