package main

import (
	"context"
	"crypto/rand"
	"encoding/pem"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/digest/digesthttp"
)

// provider is the script command that starts a provisioning server for the rest of the script and puts its address into
// an environment variable:
//
//	provider VARIABLE digest|basic USER PASSWORD FILE
//	provider VARIABLE tls USER PASSWORD FILE          its certificate goes into the file VARIABLE.pem
//	provider VARIABLE status CODE [LOCATION]
func provider(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: provider VARIABLE digest|basic|tls USER PASSWORD FILE, or VARIABLE status CODE [LOCATION]")
	}
	s := httptest.NewUnstartedServer(providerHandler(ts, args[1], args[2:]))
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	if args[1] != "tls" {
		s.Start()
	} else {
		s.StartTLS()
		data := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
		ts.Check(os.WriteFile(ts.MkAbs(args[0]+".pem"), data, 0o600))
	}
	ts.Defer(s.Close)
	ts.Setenv(args[0], s.URL)
}

// providerHandler is what the server of a kind does.
func providerHandler(ts *testscript.TestScript, kind string, args []string) http.Handler {
	if kind == "status" {
		status, err := strconv.Atoi(args[0])
		ts.Check(err)
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if len(args) > 1 {
				w.Header().Set("Location", args[1])
			}
			w.WriteHeader(status)
		})
	}
	if len(args) != 3 {
		ts.Fatalf("provider %s: USER PASSWORD FILE are missing", kind)
	}
	file := ts.MkAbs(args[2])
	document := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, file) })
	if kind == "basic" {
		return basicHandler(args[0], args[1], document)
	}
	return digestHandler(ts, args[0], args[1], document)
}

func basicHandler(user, password string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if u, p, ok := r.BasicAuth(); ok && u == user && p == password {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("WWW-Authenticate", `Basic realm="test"`)
		w.WriteHeader(http.StatusUnauthorized)
	})
}

func digestHandler(ts *testscript.TestScript, user, password string, next http.Handler) http.Handler {
	verifier, err := digest.NewVerifier(digest.Config{Realm: "Provisioning", Keys: digest.NewKeyRing(1, [32]byte{1}), Rand: rand.Reader})
	ts.Check(err)
	return &digesthttp.Handler{
		Verifier: verifier,
		Replay:   digest.NewMemoryReplay(1000, time.Unix(0, 0)),
		Lookup: func(_ context.Context, u digesthttp.User) (digesthttp.Account, error) {
			if u.Name != user {
				return digesthttp.Account{}, nil
			}
			return digesthttp.Account{Secrets: []digest.Secret{digest.NewSecret(password)}}, nil
		},
		Next: next,
	}
}
