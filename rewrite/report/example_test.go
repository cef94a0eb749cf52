package report_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/dfmigrate/dfmigrate/rewrite"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
	"github.com/dfmigrate/dfmigrate/rewrite/report"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// migrated is a result to print.
func migrated() rewrite.Result {
	f := source.NewFile("cart/Dockerfile", []byte("FROM golang:1.24 AS build\nRUN CGO_ENABLED=0 go install example.com/cart@v1.2.3\nFROM debian:bookworm\nCOPY --from=build /go/bin/cart /cart\nCMD /cart\n"))
	return rewrite.Migrate(context.Background(), f, project.None(), rewrite.Options{Target: "distroless"})
}

// Every format is printed file by file; Close ends it.
func ExampleNewPrinter() {
	printer, err := report.NewPrinter(report.FormatDiff, os.Stdout, report.Run{Target: "distroless"})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := printer.Add(report.File{Result: migrated(), DiffPath: "cart/Dockerfile"}); err != nil {
		fmt.Println(err)
	}
	if err := printer.Close(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// --- a/cart/Dockerfile
	// +++ b/cart/Dockerfile
	// @@ -1,5 +1,7 @@
	//  FROM golang:1.24 AS build
	//  RUN CGO_ENABLED=0 go install example.com/cart@v1.2.3
	// -FROM debian:bookworm
	// +FROM gcr.io/distroless/static-debian13:nonroot
	// +WORKDIR /
	//  COPY --from=build /go/bin/cart /cart
	// -CMD /cart
	// +USER 65532:65532
	// +CMD ["/cart"]
}

// SARIF is what code scanning services read: a rule and a place for each finding.
func ExampleNewPrinter_sarif() {
	var out bytes.Buffer
	printer, err := report.NewPrinter(report.FormatSARIF, &out, report.Run{Target: "distroless", Version: "1.0.0"})
	if err != nil {
		fmt.Println(err)
		return
	}
	_ = printer.Add(report.File{Result: migrated(), DiffPath: "cart/Dockerfile"})
	_ = printer.Close()

	var log struct {
		Runs []struct {
			Results []struct {
				RuleID    string
				Level     string
				Locations []struct {
					PhysicalLocation struct{ Region struct{ StartLine int } }
				}
			}
		}
	}
	if err := json.Unmarshal(out.Bytes(), &log); err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range log.Runs[0].Results {
		fmt.Println(r.Locations[0].PhysicalLocation.Region.StartLine, r.Level, r.RuleID)
	}
	// Output:
	// 3 note not-migrated
}
