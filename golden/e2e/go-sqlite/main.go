// Command notes keeps notes in an SQLite database.
package main

import (
	"database/sql"
	"flag"
	"fmt"
	"log"
	"net/http"

	_ "github.com/mattn/go-sqlite3"
)

func main() {
	addr := flag.String("addr", ":8080", "address to listen on")
	file := flag.String("db", "/var/lib/notes/notes.db", "database file")
	flag.Parse()
	db, err := sql.Open("sqlite3", *file)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := db.Exec("CREATE TABLE IF NOT EXISTS note (text TEXT)"); err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		var n int
		if _, err := db.Exec("INSERT INTO note VALUES (?)", r.URL.Path); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		if err := db.QueryRow("SELECT count(DISTINCT text) FROM note").Scan(&n); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		fmt.Fprintf(w, "%d kind of note\n", n)
	})
	log.Fatal(http.ListenAndServe(*addr, nil))
}
