package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	dir, err := os.Getwd()
	if err != nil {
		panic(err)
	}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		name := filepath.Join(dir, strings.ToLower(r.Method)+".journal")
		if err := os.WriteFile(name, []byte(r.URL.Path), 0o600); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		text, _ := os.ReadFile(name)
		fmt.Fprintf(w, "%s wrote %s\n", filepath.Base(name), text)
	})
	panic(http.ListenAndServe(":8096", nil))
}
