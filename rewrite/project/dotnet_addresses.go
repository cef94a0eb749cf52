package project

import (
	"encoding/json"

	"github.com/tailscale/hujson"
)

// DotnetAddress is an address that ASP.NET Core listens on, as configured.
type DotnetAddress struct {
	// URL is such as "http://*:80".
	URL string
	// From is the file in the context and the setting that says so.
	From string
}

// dotnetAddresses reads where an appsettings.json lets the program listen
// (learn.microsoft.com: Configure endpoints for the ASP.NET Core Kestrel web server).
func dotnetAddresses(file string, text []byte) []DotnetAddress {
	plain, err := hujson.Standardize(text)
	var doc struct {
		Urls    string
		Kestrel struct {
			Endpoints map[string]struct{ URL string }
		}
	}
	if err != nil || json.Unmarshal(plain, &doc) != nil {
		return nil
	}
	var out []DotnetAddress
	if doc.Urls != "" {
		out = append(out, DotnetAddress{URL: doc.Urls, From: file + ": Urls"})
	}
	for _, name := range sortedKeys(doc.Kestrel.Endpoints) {
		if url := doc.Kestrel.Endpoints[name].URL; url != "" {
			out = append(out, DotnetAddress{URL: url, From: file + ": Kestrel:Endpoints:" + name})
		}
	}
	return out
}
