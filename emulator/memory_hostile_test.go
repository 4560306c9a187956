package emulator

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// FuzzLoadMemory reads any file as a memory: it is one, or there is an error.
func FuzzLoadMemory(f *testing.F) {
	f.Add([]byte(`{"format":1,"model":"N510","mac":"7C2F80000001","device_password":"x","items":[{"item":"a","value":"b"}]}`))
	f.Add([]byte(`{"format":2}`))
	f.Add([]byte(strings.Repeat("[", 1000)))
	f.Fuzz(func(t *testing.T, data []byte) {
		file := filepath.Join(t.TempDir(), "nvm")
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if kept, err := loadMemory(file); (kept == nil) == (err == nil) {
			t.Errorf("loadMemory = %v, %v", kept, err)
		}
	})
}

// TestLargeMemory reads memories of many items in the time that their size takes, and refuses what
// is no file of this size.
func TestLargeMemory(t *testing.T) {
	t.Parallel()
	items := func(form string) string {
		var b strings.Builder
		for i := 0; b.Len() < MaxMemory/4; i++ {
			fmt.Fprintf(&b, form, i)
		}
		return `{"format":1,"model":"N510","mac":"7C2F80000001","items":[` + strings.TrimSuffix(b.String(), ",") + "]}"
	}
	dir := t.TempDir()
	for name, tt := range map[string]struct{ text, want string }{
		"items":   {items(`{"item":"a.b%d","value":"c"},`), ""},
		"twice":   {items(`{"item":"a","value":"%d"},`), "twice"},
		"nested":  {strings.Repeat("[", MaxMemory/4), "not a memory file"},
		"too-big": {strings.Repeat(" ", MaxMemory+1), "larger than 32 MB"},
	} {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(tt.text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := loadMemory(file)
		if got := fmt.Sprint(err); tt.want == "" && err != nil || !strings.Contains(got, tt.want) {
			t.Errorf("%s: %.300s, want %q", name, got, tt.want)
		}
	}
	for _, file := range []string{"/dev/zero", dir} {
		if _, err := loadMemory(file); err == nil || !strings.Contains(err.Error(), "is not a regular file") {
			t.Errorf("%s: %v, want that it is not a regular file", file, err)
		}
	}
}
