package app

import (
	"strings"
	"testing"

	"github.com/offhook/offhook/internal/store/storetest"
)

// twoNodes are servers that share a PostgreSQL database.
func twoNodes(t *testing.T) []*App {
	t.Helper()
	c := loopback(t)
	c.Database = storetest.Postgres(t)
	nodes := make([]*App, 2)
	for i := range nodes {
		a, err := New(t.Context(), c, quiet)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { stop(t, a) })
		if err := a.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		nodes[i] = a
	}
	return nodes
}

func TestSecurity05TwoNodesOneClaim(t *testing.T) {
	t.Parallel()
	nodes := twoNodes(t)
	add(t, nodes[0], deviceA(t))
	sync1(t, nodes[1])
	const target = "/" + macA + ".xml"
	challenge := get(t, nodes[0].Addresses().Phones, target).header.Get("WWW-Authenticate")
	right := signed(t, challenge, target, username, configured)
	if got := ask(t, nodes[1].Addresses().Phones, target, right); got.status != 200 {
		t.Errorf("a nonce of the other node: %d, want 200", got.status)
	}
	for i, node := range nodes {
		got := ask(t, node.Addresses().Phones, target, right)
		if got.status != 401 || !strings.Contains(got.header.Get("WWW-Authenticate"), "stale=true") {
			t.Errorf("replay at node %d: %d, want 401 with stale=true", i, got.status)
		}
	}
}
