// almanac answers with what it finds in the system around it.
package main

import (
	"crypto/x509"
	"fmt"
	"net/http"
	"os"
	"os/user"
	"time"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		roots, err := x509.SystemCertPool()
		fmt.Fprintln(w, "authorities:", err == nil && !roots.Equal(x509.NewCertPool()))
		oslo, err := time.LoadLocation("Europe/Oslo")
		if err != nil {
			fmt.Fprintln(w, err)
			return
		}
		fmt.Fprintln(w, time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC).In(oslo))
		f, err := os.CreateTemp("", "note")
		fmt.Fprintln(w, "temporary file:", err)
		if err == nil {
			os.Remove(f.Name())
		}
		_, err = user.Lookup("root")
		fmt.Fprintln(w, "root is known:", err == nil)
	})
	if err := http.ListenAndServe(":8097", nil); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
