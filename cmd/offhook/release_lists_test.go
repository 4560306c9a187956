package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/offhook/offhook/internal/app"
	"github.com/offhook/offhook/model"
)

// writeReleaseLists writes the lists of this program; program is the same as a file.
func writeReleaseLists(t *testing.T, folder, program string) {
	t.Helper()
	for name, lines := range map[string][]string{
		"commands.txt":    commandLines(newRootCommand()),
		"environment.txt": environmentNames(),
		"switches.txt":    switchLines(),
		"json.txt":        jsonFields(t, folder, program),
		"config.toml":     fullConfig(t),
	} {
		text := strings.Join(lines, "\n") + "\n"
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// stillThere reports the lines of a release's list that today's list lacks.
func stillThere(t *testing.T, file string, today []string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	then := strings.Split(strings.TrimSpace(string(text)), "\n")
	gone := slices.DeleteFunc(then, func(line string) bool { return slices.Contains(today, line) })
	if len(gone) > 0 {
		t.Errorf("%d lines of %s are gone: keep them for one release, and warn with the successor:\n%s",
			len(gone), file, strings.Join(gone, "\n"))
	}
}

// TestReleaseCommands finds every command and flag of earlier releases.
func TestReleaseCommands(t *testing.T) {
	t.Parallel()
	for _, release := range releaseFolders(t) {
		stillThere(t, filepath.Join(release, "commands.txt"), commandLines(newRootCommand()))
	}
}

// commandLines lists every command and each of its flags, also former names of them.
func commandLines(cmd *cobra.Command) []string {
	names := []string{cmd.CommandPath()}
	for _, alias := range cmd.Aliases {
		names = append(names, strings.TrimSuffix(cmd.CommandPath(), cmd.Name())+alias)
	}
	var lines []string
	cmd.InitDefaultHelpFlag()
	cmd.InheritedFlags() // makes them flags of cmd
	for _, name := range names {
		lines = append(lines, name)
		cmd.Flags().VisitAll(func(flag *pflag.Flag) { lines = append(lines, name+" "+flagForms(flag)) })
	}
	for _, sub := range cmd.Commands() {
		lines = append(lines, commandLines(sub)...)
	}
	return lines
}

// flagForms is how a flag is written: with a value, or with and without.
func flagForms(flag *pflag.Flag) string {
	form := "--" + flag.Name
	if flag.Shorthand != "" {
		form = "-" + flag.Shorthand + " " + form
	}
	if flag.NoOptDefVal != "" {
		return form + "[=VALUE]"
	}
	return form + "=VALUE"
}

// TestReleaseEnvironment finds every name of the environment that earlier releases read.
func TestReleaseEnvironment(t *testing.T) {
	t.Parallel()
	for _, release := range releaseFolders(t) {
		stillThere(t, filepath.Join(release, "environment.txt"), environmentNames())
	}
}

// variableName finds the names of the environment in the help of a flag.
var variableName = regexp.MustCompile(`\$(OFFHOOK_[A-Z0-9_]+)`)

// environmentNames lists the variables of the configuration and those in the help of flags.
func environmentNames() []string {
	names := make(map[string]bool)
	config := app.Default()
	for _, field := range config.Fields() {
		names[field.EnvironmentName()] = true
	}
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		cmd.Flags().VisitAll(func(flag *pflag.Flag) {
			for _, match := range variableName.FindAllStringSubmatch(flag.Usage, -1) {
				names[match[1]] = true
			}
		})
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk(newRootCommand())
	return slices.Sorted(maps.Keys(names))
}

// TestReleaseSwitches turns every switch of each model to the values of earlier releases.
func TestReleaseSwitches(t *testing.T) {
	t.Parallel()
	for _, release := range releaseFolders(t) {
		stillThere(t, filepath.Join(release, "switches.txt"), switchLines())
	}
}

// switchLines lists each value of each switch with each model that has it.
func switchLines() []string {
	var lines []string
	for _, m := range model.Models() {
		for _, s := range m.Switches {
			values := s.Values
			if values == nil {
				values = []string{"0", "999"}
			}
			for _, value := range values {
				if m.CheckSwitch(s.Name, value) == nil {
					lines = append(lines, fmt.Sprintf("%s %s=%s", m.Name, s.Name, value))
				}
			}
		}
	}
	return lines
}

// fullConfig gives each key of the configuration a value that is not its default.
func fullConfig(t *testing.T) []string {
	t.Helper()
	c := app.Default()
	c.Data, c.Database = "other-data", "postgres://offhook@db.example.net/offhook"
	c.Listen, c.ListenTLS = "0.0.0.0:8580", "0.0.0.0:8543"
	c.Console, c.LabBasic = "127.0.0.1:8581", "127.0.0.1:8582"
	c.TLSCert, c.TLSKey = []string{"cert.pem"}, []string{"cert.pem"}
	c.FirmwareDir, c.IndexDigits = "firmware", true
	c.IndexAddress = "https://prov.example.net/%MACD.xml"
	c.PlainHTTP, c.Realm, c.Algorithms = true, "Telephones", []string{"SHA-256", "MD5"}
	c.TrustedProxies = []string{"192.0.2.0/24", "2001:db8::/32"}
	c.ConsoleHosts, c.ProxyProtocol = []string{"console.example.net"}, true
	c.PublicURL, c.ProxyAdds = "https://prov.example.net/gigaset", "/offhook"
	c.EventsPerDevice, c.LogLevel, c.LogFormat = 250, "debug", "json"
	for text, value := range map[string]*app.Duration{"400d": &c.EventsFor, "1m30s": &c.DrainTimeout} {
		if err := value.UnmarshalText([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	defaults := app.Default()
	var lines []string
	for i, field := range c.Fields() {
		if field.TOML() == defaults.Fields()[i].TOML() {
			t.Fatalf("key %s: give it a value here that is not its default", field.Key)
		}
		lines = append(lines, field.Key+" = "+field.TOML())
	}
	return lines
}

// TestReleaseConfig gives the configuration of earlier releases as a file, by the environment and
// by flags. Every value comes out as it was written.
func TestReleaseConfig(t *testing.T) {
	t.Parallel()
	for _, release := range releaseFolders(t) {
		text, err := os.ReadFile(filepath.Join(release, "config.toml"))
		if err != nil {
			t.Fatal(err)
		}
		keys := configKeys(t, text)
		if len(keys) == 0 {
			t.Errorf("%s: the configuration is empty", release)
		}
		dir := t.TempDir()
		fillConfigFolder(t, dir, text)
		var flags, variables []string
		for _, key := range keys {
			variables = append(variables, key.field.EnvironmentName()+"="+key.value)
			if key.field.Flag {
				flags = append(flags, "--"+key.field.FlagName()+"="+key.value)
			}
		}
		byFile := checkConfig(t, dir, []string{"--config", "config.toml"}, nil)
		byEnvironment := checkConfig(t, dir, nil, variables)
		byFlag := checkConfig(t, dir, flags, variables)
		for _, key := range keys {
			if !strings.Contains(byFile, key.line+"  # file config.toml") {
				t.Errorf("%s: the file sets %s, and it does not come out", release, key.line)
			}
			variable, flag := key.field.EnvironmentName(), key.field.FlagName()
			if !strings.Contains(byEnvironment, key.line+"  # environment "+variable) {
				t.Errorf("%s: %s sets %s, and it does not come out", release, variable, key.line)
			}
			if key.field.Flag && !strings.Contains(byFlag, key.line+"  # flag --"+flag) {
				t.Errorf("%s: --%s sets %s, and it does not come out", release, flag, key.line)
			}
		}
	}
}

// configKey is a key of a file, with its value as flags and the environment take it.
type configKey struct {
	line, value string
	field       app.Field
}

// configKeys reads a file that has a key on each line.
func configKeys(t *testing.T, text []byte) []configKey {
	t.Helper()
	var given map[string]any
	if err := toml.Unmarshal(text, &given); err != nil {
		t.Fatal(err)
	}
	config := app.Default()
	fields := config.Fields()
	var keys []configKey
	for line := range strings.Lines(string(text)) {
		name, _, _ := strings.Cut(line, " = ")
		i := slices.IndexFunc(fields, func(f app.Field) bool { return f.Key == name })
		if i < 0 {
			t.Errorf("the configuration has no key %q any more", name)
			continue
		}
		value := fmt.Sprint(given[name])
		if list, ok := given[name].([]any); ok {
			value = strings.Trim(strings.Join(strings.Fields(fmt.Sprint(list)), ","), "[]")
		}
		keys = append(keys, configKey{strings.TrimSpace(line), value, fields[i]})
	}
	return keys
}

// fillConfigFolder makes what the values of a configuration name.
func fillConfigFolder(t *testing.T, dir string, config []byte) {
	t.Helper()
	certificate, _ := ownCertificate(t)
	pem, err := os.ReadFile(certificate)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "cert.pem"), pem, 0o600)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "config.toml"), config, 0o600)
	}
	if err == nil {
		err = os.Mkdir(filepath.Join(dir, "firmware"), 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// checkConfig runs offhook config check, which must find nothing wrong.
func checkConfig(t *testing.T, dir string, args, variables []string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "offhook", append([]string{"config", "check"}, args...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), variables...)
	var diagnosis bytes.Buffer
	cmd.Stderr = &diagnosis
	out, err := cmd.Output()
	if err != nil {
		t.Errorf("offhook config check %q with %q: %v\n%s", args, variables, err, &diagnosis)
	}
	return string(out)
}

// TestReleaseJSON looks for every field of JSON that earlier releases printed.
func TestReleaseJSON(t *testing.T) {
	t.Parallel()
	for _, release := range releaseFolders(t) {
		stillThere(t, filepath.Join(release, "json.txt"), jsonFields(t, release, "offhook"))
	}
}

// jsonFields runs each command that has --json, and lists the fields of what it prints.
func jsonFields(t *testing.T, release, program string) []string {
	t.Helper()
	w := restoreRelease(t, release, onSQLite)
	w.program = program
	copyInputs(t, w.dir)
	const mac = "7C2F80000104"
	w.do("device set " + mac + " I_SIP_SERVER_PORT=5071")
	url, stop := w.serve()
	defer stop()
	expand := strings.NewReplacer("$MAC", mac, "$URL", url)
	fields := make(map[string]bool)
	ran := make(map[*cobra.Command]bool)
	root := newRootCommand()
	for _, command := range commandsOf(t, "json.txt") {
		args := strings.Fields(expand.Replace(command))
		cmd, _, err := root.Find(args)
		if err != nil {
			t.Fatal(err)
		}
		ran[cmd] = true
		args = append(args, "--json")
		if cmd.Flags().Lookup("data") != nil && cmd.Name() != "demo" {
			args = append(args, w.stored()...)
		}
		var out []byte
		if slices.Contains(args, "--serve") {
			out = w.runUntil(`"event":"(outcome)"`, args...)
		} else {
			out, _ = w.run(args...)
		}
		objects, err := decodeAll[any](out)
		if err != nil || len(objects) == 0 {
			t.Errorf("offhook %q printed %d JSON objects, %v", args, len(objects), err)
		}
		for _, object := range objects {
			addFields(fields, strings.TrimPrefix(cmd.CommandPath(), "offhook ")+": ", object)
		}
	}
	everyJSONCommand(t, root, ran)
	return slices.Sorted(maps.Keys(fields))
}

// everyJSONCommand demands that each command with --json was run.
func everyJSONCommand(t *testing.T, cmd *cobra.Command, ran map[*cobra.Command]bool) {
	t.Helper()
	if cmd.Flags().Lookup("json") != nil && !ran[cmd] {
		t.Errorf("json.txt of the inputs lacks %s", cmd.CommandPath())
	}
	for _, sub := range cmd.Commands() {
		everyJSONCommand(t, sub, ran)
	}
}

// addFields adds the path and the kind of everything in a value.
func addFields(fields map[string]bool, path string, value any) {
	switch value := value.(type) {
	case nil: // says nothing of its kind
	case map[string]any:
		for name, field := range value {
			addFields(fields, path+"."+name, field)
		}
	case []any:
		fields[path+" array"] = true
		for _, element := range value {
			addFields(fields, path+"[]", element)
		}
	case float64:
		fields[path+" number"] = true
	default:
		fields[fmt.Sprintf("%s %T", path, value)] = true
	}
}
