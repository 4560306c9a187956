package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/offhook/offhook/internal/app"
	"github.com/offhook/offhook/model"
)

var writeInterface = flag.String("write-interface", "",
	"write what the program offers today into this folder of a release")

// releases is where scripts/make-dump keeps what each release offered.
const releases = "../../internal/app/testdata"

// successors names what came instead of a line of a release. The program accepts the old
// name for one release and warns of it; a test says so.
var successors = map[string]string{}

// TestNothingGoes compares what each release offered with what the program offers today:
// commands, flags, keys of the configuration, variables of the environment, switches with
// their values, and the fields of every --json result.
func TestNothingGoes(t *testing.T) {
	t.Parallel()
	if *writeInterface != "" {
		offered := offeredBy(t, *writeInterface)
		text := strings.Join(slices.Sorted(maps.Keys(offered)), "\n") + "\n"
		file := filepath.Join(*writeInterface, "interface.txt")
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	files, err := filepath.Glob(releases + "/*/interface.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no lists of releases: %v", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		offered := offeredBy(t, filepath.Dir(file))
		for line := range strings.Lines(string(data)) {
			line = strings.TrimSuffix(line, "\n")
			if successor, ok := successors[line]; ok {
				line = successor
			}
			if !offered[line] {
				t.Errorf("%s: %q has gone: accept it for one release, and warn with its successor",
					file, line)
			}
		}
	}
}

// offeredBy returns a line for each thing that the program offers. release is the folder of
// a dump to read JSON from.
func offeredBy(t *testing.T, release string) map[string]bool {
	t.Helper()
	offered := make(map[string]bool)
	offerCommands(offered, newRootCommand())
	config := app.Default()
	for _, field := range config.Fields() {
		offered["key "+field.Key] = true
		offered["environment "+field.EnvironmentName()] = true
	}
	for _, m := range model.Models() {
		for _, s := range m.Switches {
			offered[fmt.Sprintf("switch %s %s", m.Name, s.Name)] = true
			for _, value := range s.Values {
				offered[fmt.Sprintf("switch %s %s=%s", m.Name, s.Name, value)] = true
			}
		}
	}
	for _, c := range jsonCommands(t, release) {
		offerJSON(t, offered, c)
	}
	return offered
}

// variable finds the variables of the environment that the help of a flag names.
var variable = regexp.MustCompile(`\bOFFHOOK_[A-Z_]+`)

func offerCommands(offered map[string]bool, cmd *cobra.Command) {
	path := strings.TrimPrefix(strings.TrimPrefix(cmd.CommandPath(), "offhook"), " ")
	if path != "" {
		offered["command "+path] = true
	}
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		offered[fmt.Sprintf("flag %s --%s", path, f.Name)] = true
		for _, name := range variable.FindAllString(f.Usage, -1) {
			offered["environment "+name] = true
		}
	})
	for _, sub := range cmd.Commands() {
		offerCommands(offered, sub)
	}
}

// jsonCommands returns the calls whose JSON is compared, on the SQLite database of a release.
func jsonCommands(t *testing.T, release string) [][]string {
	t.Helper()
	data := t.TempDir()
	unpackDump(t, release, data)
	server := startServe(t, data).url
	document := writeFile(t, "faulty.xml", `<?xml version="1.0" encoding="ISO-8859-1"?>
		<ProviderFrame><Provider>
		<MAC_ADDRESS value="7C2F80A00001"/><VERSION value="no"/></Provider></ProviderFrame>`)
	table := writeFile(t, "table.csv", "mac,model\n7C2F80C00001,N720\n")
	plan := writeFile(t, "plan.toml", `server = "`+server+`"
		[[phone]]
		name = "one"
		model = "N510"
		mac = "7C2F80A00001"
		url = "/%MACD.xml"
		username = "test-user-1"
		password = "test-password-1-of-the-dump"
		expect = { outcome = "refused" }
	`)
	calls := []string{
		"device list", "device status", "device events 7C2F80A00001", "device diff 7C2F80A00001",
		"device show 7C2F80A00001", "device show 7C2F80B00003", "device show 7C2F80B00004",
		"device show 7C2F80B00005", "device show 7C2F80B00008",
		"device line 7C2F80A00001", "device line 7C2F80A00002",
		"profile list", "profile show lobby", "profile show desks",
		"profile set lobby S_SIP_SERVER=other.example.net --dry-run",
		"site list", "site show berlin",
		"global show", "global set S_DATA_SERVER=other.example.net --dry-run",
		"template list", "template versions desk",
	}
	var commands [][]string
	for _, call := range calls {
		commands = append(commands, append(strings.Fields(call), "--json", "--data", data))
	}
	return append(commands,
		[]string{"item", "list", "--json", "--model", "N720"},
		[]string{"item", "list", "--json", "--model", "N870"},
		[]string{"item", "show", "S_PROV_USERNAME", "--json"},
		[]string{"check", document, "--json"},
		[]string{"check", "--list", "--json"},
		[]string{"phone", "--model", "N510", "--switch", "list", "--json"},
		[]string{"phone", "--model", "N510", "--fault", "list", "--json"},
		[]string{"version", "--json"},
		[]string{"demo", "--once", "--json"},
		[]string{"device", "import", "--dry-run", "--json", "--data", data, table},
		[]string{"lab", "--json", plan},
		[]string{
			"phone", "--model", "N510", "--mac", "7C2F80A00001",
			"--username", "test-user-1", "--password", "test-password-1-of-the-dump",
			"--json", server + "/7C2F80A00001.xml",
		})
}

// writeFile writes a file for a command and returns its path.
func writeFile(t *testing.T, name, content string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// unpackDump puts the SQLite database of a release into a data folder.
func unpackDump(t *testing.T, release, data string) {
	t.Helper()
	key, err := os.ReadFile(filepath.Join(release, "test.key"))
	if err != nil {
		t.Fatal(err)
	}
	packed, err := os.Open(filepath.Join(release, "sqlite", "database.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	z, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	database, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{"offhook.key": key, "offhook.db": database} {
		if err := os.WriteFile(filepath.Join(data, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// offerJSON runs a command and adds the path and kind of each field of its result.
func offerJSON(t *testing.T, offered map[string]bool, args []string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "offhook", args...)
	var diagnosis bytes.Buffer
	cmd.Stderr = &diagnosis
	out, err := cmd.Output()
	if exit := cmd.ProcessState.ExitCode(); err != nil && exit != exitShort {
		t.Errorf("offhook %q: %v\n%s", args, err, &diagnosis)
		return
	}
	var words []string
	for _, arg := range args {
		if strings.HasPrefix(arg, "-") || strings.ContainsAny(arg, "./=") || len(words) == 2 {
			break
		}
		words = append(words, arg)
	}
	lines := json.NewDecoder(bytes.NewReader(out))
	for n := 0; ; n++ {
		var value any
		if err := lines.Decode(&value); err == io.EOF && n > 0 {
			return
		} else if err != nil {
			t.Errorf("offhook %q prints no JSON: %v", args, err)
			return
		}
		offerFields(offered, "json "+strings.Join(words, " ")+" ", value)
	}
}

func offerFields(offered map[string]bool, path string, value any) {
	switch v := value.(type) {
	case map[string]any:
		for name, field := range v {
			offerFields(offered, path+"."+name, field)
		}
	case []any:
		for _, element := range v {
			offerFields(offered, path+"[]", element)
		}
	case nil:
	default:
		offered[fmt.Sprintf("%s %T", path, value)] = true
	}
}
