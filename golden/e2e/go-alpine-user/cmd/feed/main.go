// Command feed answers with a greeting from its configuration, in its own time zone.
package main

import (
	"crypto/x509"
	"flag"
	"fmt"
	"log"
	"net/http"
	"os"
	"time"
)

var version = "unset"

func main() {
	config := flag.String("config", "", "configuration file")
	check := flag.Bool("check", false, "ask the running server whether it is well")
	flag.Parse()
	if *check {
		if _, err := http.Get("http://127.0.0.1:8082/"); err != nil {
			log.Fatal(err)
		}
		return
	}
	greeting, err := os.ReadFile(*config)
	if err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		roots, err := x509.SystemCertPool()
		fmt.Fprintf(w, "%s%s, version %s, authorities: %v %v\n", greeting, time.Unix(0, 0), version,
			err == nil && !roots.Equal(x509.NewCertPool()), err)
	})
	log.Fatal(http.ListenAndServe(":8082", nil))
}
