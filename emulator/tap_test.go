package emulator

import (
	"net/http"
	"slices"
	"testing"
)

// tapped notes the statuses that go over a connection.
type tapped struct {
	base     http.RoundTripper
	statuses *[]int
}

func (t tapped) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := t.base.RoundTrip(req)
	if err == nil {
		*t.statuses = append(*t.statuses, resp.StatusCode)
	}
	return resp, err
}

func TestTapSeesEveryRequest(t *testing.T) {
	t.Parallel()
	s := newServer(t, testMAC, testDevicePassword, document("0503261415", ""))
	c := config(t, "N510", "")
	var statuses []int
	c.Tap = func(base http.RoundTripper) http.RoundTripper { return tapped{base, &statuses} }
	fetch(t, c, s.URL)
	if want := []int{401, 200}; !slices.Equal(statuses, want) {
		t.Errorf("statuses %v, want %v", statuses, want)
	}
}

// A phone that shows that it is idle takes the button at once.
func TestButtonOfAnIdlePhone(t *testing.T) {
	t.Parallel()
	s := newServer(t, testMAC, testDevicePassword, document("0503261415", ""))
	c := config(t, "N510", "")
	c.DataServer, c.History = s.URL+"/"+testMAC+".xml", 1
	p, _ := runPhone(t, c)
	for n := 1; n <= 20; n++ {
		_, err := p.Wait(t.Context(), func(s State) bool {
			return s.Phase == PhaseIdle && len(s.Attempts) > 0 && s.Attempts[0].ID == n
		})
		if err != nil {
			t.Fatalf("attempt %d: %v", n, err)
		}
		p.PressStart()
	}
}
