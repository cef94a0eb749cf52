// Command tidy parses a document with libxml2 and writes it anew.
package main

/*
#cgo pkg-config: libxml-2.0
#include <stdlib.h>
#include <string.h>
#include <libxml/parser.h>

static char *tidy(const char *text) {
	xmlChar *out = NULL;
	int size = 0;
	xmlDocPtr doc = xmlReadMemory(text, strlen(text), "in.xml", NULL, 0);
	xmlDocDumpFormatMemory(doc, &out, &size, 1);
	xmlFreeDoc(doc);
	return (char *)out;
}
*/
import "C"

import (
	"io"
	"log"
	"net/http"
	"unsafe"
)

func tidy(text string) string {
	in := C.CString(text)
	defer C.free(unsafe.Pointer(in))
	out := C.tidy(in)
	defer C.free(unsafe.Pointer(out))
	return C.GoString(out)
}

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, tidy("<shop><item>tea</item><item>caf&#233;</item></shop>"))
	})
	log.Fatal(http.ListenAndServe(":8084", nil))
}
