package lab_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"time"

	"github.com/offhook/offhook/lab"
)

// A plan as a Go test would run it against its own server. The server here gives every phone away that asks.
func Example() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `<ProviderFrame><Provider><PROFILE_NAME class="string" value="N510"/></Provider></ProviderFrame>`)
	}))
	defer server.Close()
	plan, err := lab.Parse("plan.toml", []byte(`
[[phone]]
name  = "desk"
model = "N510"
mac   = "7C2F80510001"
url   = "/%MACD.xml"
[phone.expect]
outcome  = "provisioned"
statuses = [401, 200]
`), lab.Options{Server: server.URL})
	if err != nil {
		log.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	report, err := plan.Run(ctx, lab.RunOptions{})
	if err != nil {
		log.Fatal(err)
	}
	for _, result := range report.Results {
		for _, start := range result.Starts {
			for _, shortfall := range start.Shortfalls {
				fmt.Fprintln(os.Stdout, result.Phone, shortfall)
			}
		}
	}
	// Output: desk statuses: [200], want [401, 200]
}
