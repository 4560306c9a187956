package emulator

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/phone"
)

// A server that does not know the password is shown in the trace, and one that does, or says nothing, is not.
func TestClient15ProofOfTheServer(t *testing.T) {
	t.Parallel()
	right := func(a digest.Authorization) string {
		in := digest.Input{
			Algorithm: digest.MD5, User: a.Username, Realm: a.Realm, Password: digest.NewSecret(testDevicePassword), Nonce: a.Nonce,
			QOP: a.QOP, NC: a.NC, Cnonce: a.Cnonce, URI: a.URI,
		}
		return in.Rspauth("")
	}
	for name, tt := range map[string]struct {
		info    func(digest.Authorization) string
		warning string
	}{
		"right":     {func(a digest.Authorization) string { return `rspauth="` + right(a) + `"` }, ""},
		"none":      {func(digest.Authorization) string { return "" }, ""},
		"wrong":     {func(digest.Authorization) string { return `rspauth="` + strings.Repeat("0", 32) + `"` }, "did not prove"},
		"malformed": {func(digest.Authorization) string { return `rspauth="` }, `cannot be read: parameter "rspauth"`},
	} {
		s := newPlainServer(t, func(w http.ResponseWriter, r *http.Request) {
			a, err := digest.ParseAuthorization(r.Header.Get("Authorization"))
			if err != nil {
				w.Header()["WWW-Authenticate"] = []string{`Digest realm="x", nonce="n", qop="auth"`}
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			if info := tt.info(a); info != "" {
				w.Header().Set("Authentication-Info", info)
			}
			fmt.Fprint(w, document("2811120928", ""))
		})
		p, r := newTestPhone(t, config(t, "N510", ""))
		if out, err := p.Fetch(t.Context(), s.URL+"/x.xml"); err != nil || out.Outcome != phone.Provisioned {
			t.Errorf("%s: %+v, %v, want it provisioned", name, out, err)
		}
		var warnings []string
		for _, e := range r.events {
			if e.Warning != "" {
				warnings = append(warnings, fmt.Sprint(e.Event, " ", e.Status, " ", e.Warning))
			}
		}
		if tt.warning == "" && len(warnings) == 0 {
			continue
		}
		if len(warnings) != 1 || tt.warning == "" || !strings.HasPrefix(warnings[0], "response 200 ") || !strings.Contains(warnings[0], tt.warning) {
			t.Errorf("%s: warnings %q, want one with %q", name, warnings, tt.warning)
		}
	}
}
