package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// newSecret returns a secret flag of a command that was given args.
func newSecret(t *testing.T, env string, args ...string) (*cobra.Command, *secretValue) {
	t.Helper()
	cmd := &cobra.Command{Use: "test", Short: "Test"}
	secret := secretFlag(cmd, "password", env, "what opens the door")
	if err := cmd.ParseFlags(args); err != nil {
		t.Fatal(err)
	}
	return cmd, secret
}

func TestSecretFlagSources(t *testing.T) {
	t.Setenv("OFFHOOK_TEST_SECRET", "from the environment")
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte("from the file\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, env string
		args      []string
		want      string
		given     bool
	}{
		{"value", "OFFHOOK_TEST_SECRET", []string{"--password", "from the flag"}, "from the flag", true},
		{"file", "OFFHOOK_TEST_SECRET", []string{"--password", "@" + file}, "from the file", true},
		{"environment", "OFFHOOK_TEST_SECRET", nil, "from the environment", true},
		{"empty is given", "OFFHOOK_TEST_SECRET", []string{"--password", ""}, "", true},
		{"nothing", "OFFHOOK_TEST_NO_SUCH_SECRET", nil, "", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, flag := newSecret(t, test.env, test.args...)
			secret, given, err := flag.Secret()
			if err != nil {
				t.Fatal(err)
			}
			if got := secret.Reveal(); got != test.want || given != test.given {
				t.Errorf("args %q: got %q, %v; want %q, %v", test.args, got, given, test.want, test.given)
			}
		})
	}
}

func TestSecretFlagRefusesWhatIsNoSecretFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	tests := []struct{ name, content, want string }{
		{"several-lines", "one\ntwo\n", "has several lines"},
		{"too-large", strings.Repeat("canary", 1000), "is larger than 4096 bytes"},
		{"absent", "", "no such file"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(dir, test.name)
			if test.content != "" {
				if err := os.WriteFile(path, []byte(test.content), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			_, flag := newSecret(t, "OFFHOOK_TEST_NO_SUCH_SECRET", "--password", "@"+path)
			_, _, err := flag.Secret()
			if err == nil || !strings.Contains(err.Error(), test.want) || exitCode(err) != exitUsage {
				t.Errorf("got %v with exit code %d, want %q with %d", err, exitCode(err), test.want, exitUsage)
			}
			if err != nil && strings.Contains(err.Error(), "canary") {
				t.Errorf("the error shows the content of the file: %v", err)
			}
		})
	}
}

func TestSecretFlagNeverShowsItself(t *testing.T) {
	t.Parallel()
	cmd, _ := newSecret(t, "OFFHOOK_TEST_NO_SUCH_SECRET", "--password", "canary")
	var out strings.Builder
	cmd.SetOut(&out)
	if err := cmd.Usage(); err != nil {
		t.Fatal(err)
	}
	shown := out.String() + cmd.Flags().Lookup("password").Value.String()
	if strings.Contains(shown, "canary") {
		t.Errorf("the secret is in the usage text:\n%s", shown)
	}
	if !strings.Contains(shown, "@FILE, or $OFFHOOK_TEST_NO_SUCH_SECRET") {
		t.Errorf("the usage text does not say how to keep the secret off the command line:\n%s", shown)
	}
}
