package interop

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestAge lets Debian's age make the key, open what offhook exports, and encrypt what offhook imports.
func TestAge(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	must := func(program string, args ...string) string {
		t.Helper()
		r := command(t, program, args...)
		if r.code != 0 {
			t.Fatalf("%s %q: %s", program, args, r.stderr)
		}
		return r.stdout
	}
	age := peer(t, "age", "age")
	must(peer(t, "age-keygen", "age"), "-o", in("key.txt"))
	recipient := strings.TrimSpace(must(peer(t, "age-keygen", "age"), "-y", in("key.txt")))
	must(offhook, "device", "add", "7C2F80000001", "--data", in("data"), "--model", "N510", "--username", "site42", "--password", "canary-long-enough")
	must(offhook, "device", "export", "--data", in("data"), "--secrets", "--recipient", recipient, in("phones.csv.age"))

	table := must(age, "-d", "-i", in("key.txt"), in("phones.csv.age"))
	if want := "mac,model,username,password\n7C2F80000001,N510,site42,canary-long-enough\n"; table != want {
		t.Errorf("age opens %q, want %q", table, want)
	}
	if err := os.WriteFile(in("phones.csv"), []byte(table), 0o600); err != nil {
		t.Fatal(err)
	}
	must(age, "-r", recipient, "-o", in("foreign.age"), in("phones.csv"))
	must(offhook, "device", "import", "--data", in("other"), "--identity", "@"+in("key.txt"), in("foreign.age"))
	if got := must(offhook, "device", "document", "--data", in("other"), "7C2F80000001"); !strings.Contains(got, "canary-long-enough") {
		t.Errorf("the document of the imported phone lacks its pair:\n%s", got)
	}
}
